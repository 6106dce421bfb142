// How Lambda starts its runtime up to Node 22.
import { run } from 'aws-lambda-ric-3';

await run(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
