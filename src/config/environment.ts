import { unquoted } from '../runtime/unquoted';
import type { Misspelling } from './misspelt';
import type { Environment, Option } from './option-parsers';

/** The value of an option by its environment variables alone, else its default. */
export type ReadOption = <Value>(option: Option<Value>) => Value;

/**
 * Reads options from the environment. Unknown variables that look like one of these options are reported at once.
 * @param warn receives a sentence about each bad variable, which never contains the value
 */
export function environmentReader(
  options: readonly Option<unknown>[],
  env: Environment,
  warn: (problem: string) => void,
): ReadOption {
  const safeValues = new Map<Option<unknown>, unknown>();
  for (const { variable, meant, option, words } of misspelt(options, env)) {
    const safe = option.ifMisspelt?.(textOf(env, variable), words);
    if (safe !== undefined) safeValues.set(option, safe);
    const consequence = option.ifInvalid?.consequence ?? '';
    const effect = safe === undefined ? '' : ` Until that is clear, ${consequence}, unless an option in code says so.`;
    warn(`The variable ${variable} is unknown; did you mean ${meant}?${effect}`);
  }
  return <Value>(option: Option<Value>): Value =>
    safeValues.has(option) ? (safeValues.get(option) as Value) : readOption(option, env, warn);
}

/** The same for one alone: nothing is said of variables that may be misspelt. */
export function readOption<Value>(option: Option<Value>, env: Environment, warn: (problem: string) => void): Value {
  const { fallback, mustBe, textMustBe = mustBe, ifInvalid } = option;
  const variable = option.env.find((name) => textOf(env, name) !== '');
  if (variable === undefined) return fallback;
  const text = textOf(env, variable);
  const value = option.parse === undefined ? text : option.parse(text, variable);
  if (option.accepts(value)) return value;
  const consequence = ifInvalid?.consequence ?? 'it is ignored';
  warn(`Set ${variable} to ${textMustBe}: its present value is invalid, so ${consequence}.`);
  return ifInvalid === undefined ? fallback : ifInvalid.value;
}

/** Of our variables, of those that people take for ours, and of the conventions'. */
const prefix = /^(?:HH|HONEYHIVE|OTEL_INSTRUMENTATION_GENAI)_/i;

const textOf = (env: Environment, variable: string): string => unquoted(env[variable] ?? '');

function misspelt(options: readonly Option<unknown>[], env: Environment): readonly Misspelling[] {
  const known = new Set(options.flatMap((option) => option.env));
  const unknown = Object.keys(env).filter((name) => {
    if (!prefix.test(name) || known.has(name) || textOf(env, name) === '') return false;
    const upper = name.toUpperCase();
    return !known.has(upper) || env[upper] === undefined; // on Windows, both are the same variable
  });
  if (unknown.length === 0) return [];
  const { misspellings } = require('./misspelt') as typeof import('./misspelt');
  return misspellings(unknown, options);
}
