import type { Dialect } from '../facts';
import { anthropic } from './anthropic';
import { aws } from './aws';
import { general } from './general';
import { honeyhive } from './honeyhive';
import { honeyhiveTracer } from './honeyhive-tracer';
import { laminar } from './laminar';
import { langfuse } from './langfuse';
import { langsmith } from './langsmith';
import { langwatch } from './langwatch';
import { openinference } from './openinference';
import { openllmetry } from './openllmetry';
import { semconv } from './semconv';
import { sentry } from './sentry';
import { vercel } from './vercel';

/** All dialects; their order is the precedence. A span may speak several: each is asked for every fact, the first that knows wins. */
export const dialects: readonly Dialect[] = [
  honeyhive,
  honeyhiveTracer,
  openllmetry,
  general,
  vercel,
  semconv,
  aws,
  sentry,
  laminar,
  anthropic,
  openinference,
  langsmith,
  langfuse,
  langwatch,
];
