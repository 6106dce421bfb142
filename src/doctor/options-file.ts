import { type Config, resolveConfig } from '../config/config';
import { configFileOf } from '../config/config-file';
import type { Environment } from '../config/option-parsers';
import type { HoneyHiveExporterOptions } from '../config/options';
import { within } from '../runtime/deadline';
import { systemRuntime } from '../runtime/runtime';
import { maxLoadingMs, optionsIn, reasonOf } from '../zero-code/config-file';

/** What `HH_CONFIG` names. */
export interface OptionsFile {
  readonly path: string;
  /** None where it cannot be used. */
  readonly options: HoneyHiveExporterOptions;
  /** Why it cannot be used. */
  readonly problem?: string;
}

type Warn = (problem: string) => void;

/**
 * The settings as `register` would read them, which loads the file, too.
 * @param cwd where its path begins
 */
export async function settingsIn(
  env: Environment,
  cwd: string,
  warn: Warn,
): Promise<{ readonly config: Config; readonly file: OptionsFile | undefined }> {
  const path = configFileOf(env, () => {}); // said by what reads the other variables
  const config = resolveConfig({}, env, warn);
  if (path === undefined || !config.enabled) return { config, file: undefined };
  try {
    const options = await optionsOf(path, cwd);
    return { config: resolveConfig(options, env, () => {}), file: { path, options } };
  } catch (error) {
    const file = { path, options: {}, problem: reasonOf(error) };
    return { config: Object.freeze({ ...config, captureContent: false }), file };
  }
}

/** @throws what is wrong with it */
async function optionsOf(path: string, cwd: string): Promise<HoneyHiveExporterOptions> {
  if (path === '') throw new Error('the variable is invalid, or its name is misspelt.');
  let loaded: unknown;
  let failed: { readonly error: unknown } | undefined;
  const loading = Promise.resolve(optionsIn(path, cwd)).then(
    (options) => {
      loaded = options;
    },
    (error: unknown) => {
      failed = { error };
    },
  );
  if (!(await within(maxLoadingMs, loading, systemRuntime))) throw new Error('it has not loaded in time.');
  if (failed !== undefined) throw failed.error;
  return loaded as HoneyHiveExporterOptions;
}
