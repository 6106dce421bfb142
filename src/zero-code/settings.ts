import type { Config } from '../config/config';
import { readOption } from '../config/environment';
import type { HoneyHiveExporterOptions } from '../config/options';
import { enabledSwitch, isDebug, isSdkDisabled } from '../config/switches';
import { guarded } from '../runtime/guarded';
import { complain } from '../runtime/log';
import { systemRuntime, type Timer } from '../runtime/runtime';
import { environmentOf } from './environment';

/** The default of `exitTimeoutMs`. */
const usualExitTimeoutMs = 3000;

/** Whether the environment has something started at all; of misspelt variables, nothing is known before the settings are read. */
export function isSwitchedOn(given: NodeJS.ProcessEnv): boolean {
  const env = environmentOf(given);
  return !isSdkDisabled(env) && readOption(enabledSwitch, env, complain);
}

/**
 * What `register` is to do. Read when it is first needed, which is the first model call: by then the app has filled its environment,
 * by `dotenv` or whatever else, and a process without model calls reads nothing and says nothing. Read once.
 */
export class Settings {
  readonly #given: NodeJS.ProcessEnv;
  /** Where relative paths begin, even if the app goes elsewhere. */
  readonly #folder = guarded(() => process.cwd()) ?? '/';
  readonly #hasExporter: () => boolean;
  #file = '';
  #state: 'unread' | 'loading' | 'read' = 'unread';
  #config: Config | undefined;
  #whenRead: ((config: Config | undefined) => void)[] = [];
  #deadline: Timer | undefined;

  /** @param hasExporter whether the app exports by itself, so that calls need no key of the environment */
  constructor(given: NodeJS.ProcessEnv, hasExporter: () => boolean) {
    this.#given = given;
    this.#hasExporter = hasExporter;
  }

  /** Whether they are read, and final. */
  get isRead(): boolean {
    return this.#state === 'read';
  }

  /** As far as they have been read. */
  get known(): Config | undefined {
    return this.#config;
  }

  /** Whether what becomes of each span is to be said, as far as the environment knows by now. */
  get isDebug(): boolean {
    return isDebug(this.#environment);
  }

  /** Whether they have been read, and ask for nothing. */
  get isOff(): boolean {
    return this.isRead && this.#config === undefined;
  }

  /** By how much an end may be delayed; of a process without model calls, too. */
  get exitTimeoutMs(): number {
    return this.#config?.exitTimeoutMs ?? guarded(() => this.#exitTimeoutAlone()) ?? usualExitTimeoutMs;
  }

  /**
   * Reads them, unless that is done. While a file of options loads, it is what the environment alone says.
   * @returns `undefined` where nothing is to be recorded, or could be sent
   */
  read(): Config | undefined {
    if (this.#state === 'unread') {
      this.#state = 'loading'; // the file itself may make model calls
      this.#begin();
    }
    return this.#config;
  }

  /** Calls back once they are final; now, if they are. */
  whenRead(use: (config: Config | undefined) => void): void {
    if (this.isRead) use(this.#config);
    else this.#whenRead.push(use);
  }

  /** A file that has not loaded by now is waited for no longer. */
  hurry(): void {
    if (this.#state === 'loading') this.#fail(new Error('it had not loaded when the process ended.'));
  }

  /** Loads the table of options, which may be gone by the end of a process: a deployment replaces files. */
  #exitTimeoutAlone(): number {
    const { optionTable } = require('../config/option-table') as typeof import('../config/option-table');
    return readOption(optionTable.exitTimeoutMs, this.#environment, () => {});
  }

  get #environment(): NodeJS.ProcessEnv {
    return environmentOf(this.#given);
  }

  #begin(): void {
    // Not before: a process without model calls needs no table of options.
    const { configFileOf } = require('../config/config-file') as typeof import('../config/config-file');
    const path = configFileOf(this.#environment, complain);
    this.#config = this.#resolved({});
    if (path === undefined || !this.#config.enabled) this.#finish(this.#config);
    else if (path === '') this.#finish(this.#withoutContent());
    else this.#load(path);
  }

  #resolved(options: HoneyHiveExporterOptions): Config {
    const { resolveConfig } = require('../config/config') as typeof import('../config/config');
    return resolveConfig(options, this.#environment, complain);
  }

  #load(path: string): void {
    const use = (options: unknown): void => {
      if (this.#state !== 'loading') return; // too late
      try {
        this.#finish(this.#resolved(options as HoneyHiveExporterOptions));
      } catch (error) {
        this.#fail(error);
      }
    };
    try {
      const { maxLoadingMs, optionsIn } = require('./config-file') as typeof import('./config-file');
      this.#file = path;
      const options = optionsIn(path, this.#folder);
      if (!(options instanceof Promise)) {
        use(options);
        return;
      }
      const late = new Error(`it has not loaded within ${maxLoadingMs / 1000} s.`);
      this.#deadline = systemRuntime.timer(maxLoadingMs, () => this.#fail(late));
      options.then(use, (error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Nobody knows what the file would have kept from being sent. */
  #fail(error: unknown): void {
    if (this.#state !== 'loading') return;
    const { reasonOf } = require('./config-file') as typeof import('./config-file');
    complain(`${this.#file} (HH_CONFIG) is not used, so records are sent without content: ${reasonOf(error)}`);
    this.#finish(this.#withoutContent());
  }

  #withoutContent(): Config {
    const { contentFree } =
      require('../pipeline/content-free-record') as typeof import('../pipeline/content-free-record');
    const config = this.#resolved({});
    return Object.freeze({ ...config, captureContent: false, redact: contentFree as Config['redact'] });
  }

  #finish(config: Config): void {
    this.#deadline?.cancel();
    this.#config = this.#isUsable(config) ? config : undefined;
    this.#state = 'read';
    const waiting = this.#whenRead;
    this.#whenRead = [];
    for (const use of waiting) guarded(() => use(this.#config));
  }

  #isUsable({ enabled, url, apiKey }: Config): boolean {
    if (!enabled) return false;
    if (this.#hasExporter()) return true;
    if (url === '') return false; // the bad variable was reported
    if (apiKey !== undefined) return true;
    complain('HH_API_KEY is not set, so model calls are not recorded.');
    return false;
  }
}
