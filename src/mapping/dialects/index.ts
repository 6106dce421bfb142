import type { Dialect } from '../facts';
import { anthropic } from './anthropic';
import { general } from './general';
import { honeyhive } from './honeyhive';
import { openllmetry } from './openllmetry';
import { semconv } from './semconv';
import { vercel } from './vercel';

/** All dialects; their order is the precedence. A span may speak several: each is asked for every fact, the first that knows wins. */
export const dialects: readonly Dialect[] = [honeyhive, semconv, openllmetry, anthropic, vercel, general];
