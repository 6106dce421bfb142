import { shared } from './copies';
import { guarded } from './guarded';
import { registered } from './otel/registry';
import { logToStderr } from './stderr';

export type Level = 'error' | 'warn' | 'info';
/** Writes a sentence where a person reads it. Sentences never contain prompts, answers or keys. */
export type Log = (level: Level, sentence: string) => void;

/**
 * To the logger that the app has set for OpenTelemetry's `diag`. Few apps have one, and a missing key must not go unnoticed: without
 * one, problems are lines on the standard error output. Never throws, since an app's logger that fails is no error of the app.
 */
export const logToApp: Log = (level, sentence) => {
  const { diag } = registered();
  if (diag !== undefined) guarded(() => diag[level](`honeyhive: ${sentence}`));
  else if (level !== 'info') logToStderr(sentence);
};

/** Of all copies. */
const state = shared<{ said: Set<string> }>();
/** Some sentences have names that are the app's. */
const maxSaid = 100;

/** Whether something is to be said: once per process, whatever number of exporters and copies there is. */
export function isNews(what: string): boolean {
  state.said ??= new Set();
  if (state.said.has(what) || state.said.size >= maxSaid) return false;
  state.said.add(what);
  return true;
}

/** For what is wrong with the environment, which several parts read. */
export function complain(sentence: string): void {
  if (isNews(sentence)) logToApp('warn', sentence);
}

/** What is asked for by `debug`: always to the standard error output, whatever level the app's logger has. */
export const logDebug = (sentence: string): void => logToStderr(`debug: ${sentence}`);
