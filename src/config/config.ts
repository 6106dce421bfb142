import { environmentReader } from './environment';
import { resourceOf } from './environment-resource';
import { type Environment, isPlainObject, type Option, type ValueOf } from './option-parsers';
import { optionTable } from './option-table';
import type { HoneyHiveExporterOptions } from './options';
import { HoneyHiveOptionsError } from './options-error';
import { isSdkDisabled } from './switches';

/** Every option with its value. Nothing may be sent if `enabled` is false or the `url` is empty. */
export type Config = { readonly [Name in keyof typeof optionTable]: ValueOf<(typeof optionTable)[Name]> } & {
  /** By OpenTelemetry's variables, which SDKs read only where a detector of resources is set up. */
  readonly resource: ReturnType<typeof resourceOf>;
};

const optionNames = Object.keys(optionTable) as (keyof typeof optionTable)[];

/**
 * Option, else environment, else default. Empty text counts as unset.
 * @param warn receives a sentence about each invalid environment variable
 * @throws HoneyHiveOptionsError that lists every invalid option
 */
export function resolveConfig(
  options: HoneyHiveExporterOptions,
  env: Environment,
  warn: (problem: string) => void,
): Config {
  const problems = misused(options);
  const config: Record<string, unknown> = {};
  const fromEnvironment = environmentReader(Object.values(optionTable), env, warn);
  for (const name of optionNames) {
    const option: Option<unknown> = optionTable[name];
    const value: unknown = options[name];
    if (value === undefined || value === '') config[name] = fromEnvironment(option);
    else if (option.accepts(value)) config[name] = option.normalise?.(value) ?? value;
    else problems.push(`\`${name}\` must be ${option.mustBe}.`);
  }
  if (options.events === 'all' && config['api'] === 'model') problems.push(`\`events\`: ${needsV1}`);
  else if (config['events'] === 'all' && config['api'] === 'model') {
    warn(`HH_EVENTS=all is ignored: ${needsV1}`);
    config['events'] = 'model';
  }
  if (problems.length > 0) throw new HoneyHiveOptionsError(problems);
  // The table is typed entry by entry; only this loop over its names is not.
  const resolved = config as unknown as Config;
  return Object.freeze({
    ...resolved,
    enabled: resolved.enabled && !isSdkDisabled(env),
    url: withoutLastSlashes(resolved.url),
    resource: resourceOf(env, warn),
  });
}

const needsV1 = "the value 'all' needs the format that has such events: set `api` (HH_EVENTS_API) to 'v1'.";

/** By the whole text: `/\/+$/` would be tried at every slash anew. */
const withoutLastSlashes = (url: string): string => url.replace(/^(.*[^/])?\/*$/s, '$1');

/** Options that are none at all, or names that are no options. What explains them is loaded only then. */
function misused(options: HoneyHiveExporterOptions): string[] {
  const isObject = isPlainObject(options);
  const unknown = isObject ? Object.keys(options).filter((name) => !Object.hasOwn(optionTable, name)) : [];
  if (isObject && unknown.length === 0) return [];
  const { unknownOptions, wrongOptions } = require('./wrong-options') as typeof import('./wrong-options');
  const problem = wrongOptions(options, '{ apiKey: process.env.HH_API_KEY }');
  if (problem !== undefined) throw new HoneyHiveOptionsError([problem]);
  return [...unknownOptions(unknown, optionNames)];
}
