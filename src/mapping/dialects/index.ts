import { anthropic } from './anthropic';
import { aws } from './aws';
import { ax } from './ax';
import { baggage } from './baggage';
import { claudeCode } from './claude-code';
import type { Dialect } from './dialect';
import { general } from './general';
import { genkit } from './genkit';
import { googleAdk } from './google-adk';
import { honeyhive } from './honeyhive';
import { honeyhiveTracer } from './honeyhive-tracer';
import { laminar } from './laminar';
import { langfuse } from './langfuse';
import { langsmith } from './langsmith';
import { langwatch } from './langwatch';
import { mastra } from './mastra';
import { openinference } from './openinference';
import { openlit } from './openlit';
import { openllmetry } from './openllmetry';
import { pydanticAi } from './pydantic-ai';
import { semconv } from './semconv';
import { sentry } from './sentry';
import { vercel } from './vercel';
import { voltagent } from './voltagent';

/** All dialects, by precedence: a span may have attributes of several, and of each fact the first that has it wins. */
export const dialects: readonly Dialect[] = [
  honeyhive,
  honeyhiveTracer,
  openllmetry,
  general,
  claudeCode,
  vercel,
  googleAdk,
  semconv,
  aws,
  sentry,
  laminar,
  anthropic,
  openinference,
  langsmith,
  langfuse,
  langwatch,
  genkit,
  mastra,
  voltagent,
  openlit,
  ax,
  pydanticAi,
  baggage,
];
