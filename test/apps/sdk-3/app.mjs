import * as api from '@opentelemetry/api';
import { run } from '../agent.cjs';
import { report } from './telemetry.mjs';

await run(api, api.logs);
await report();
