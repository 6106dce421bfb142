import type { Config } from '../config/config';
import type { ExporterPort } from '../engine/exporter-port';
import { openEngine } from '../engine/open-engine';
import { Diagnostics, type Log } from '../observability/diagnostics';
import { guarded } from '../runtime/guarded';
import { type Load, noLoad } from '../runtime/load';
import { systemRuntime } from '../runtime/runtime';

/**
 * The engine that records go to, loaded when it is first needed: its modules are half of what `register` would add to the start of
 * a process, and under `NODE_OPTIONS` most processes never call a model.
 */
export class LateEngine {
  readonly #config: Config;
  readonly #log: Log;
  #opened: ExporterPort | undefined;
  #isApps = false;
  #observed: (() => Load) | undefined;

  constructor(config: Config, log: Log) {
    this.#config = config;
    this.#log = log;
  }

  get opened(): ExporterPort | undefined {
    return this.#opened;
  }

  open(): ExporterPort {
    if (this.#opened === undefined) {
      this.#opened = openEngine(this.#config, new Diagnostics(systemRuntime.now, this.#log));
      this.#opened.disableBeforeExit();
      this.#share();
    }
    return this.#opened;
  }

  /**
   * Uses the engine of an exporter that the app has made instead: one engine must see all spans to recognise the two of one call,
   * and what the app asks for in code, such as `redact`, goes before the environment. Only the first one is used.
   * @returns whether it is this one
   */
  replaceBy(apps: ExporterPort): boolean {
    if (!this.#isApps) {
      this.#opened?.flush(this.#config.flushTimeoutMs).catch(() => {}); // the reason is logged
      this.#opened = apps;
      this.#isApps = true;
      this.#share();
    }
    return this.#opened === apps;
  }

  /** Has observed calls count against the limits of whatever engine is used. */
  shareWith(observed: () => Load): void {
    this.#observed = observed;
    this.#share();
  }

  /** What calls that are spans take of the limits. */
  get load(): Load {
    return this.#opened?.load?.() ?? noLoad;
  }

  /** An observed call found no room. */
  refuseCall(): void {
    this.open().refuseCall?.();
  }

  #share(): void {
    if (this.#observed !== undefined) this.#opened?.shareWith?.(this.#observed);
  }

  async flush(timeoutMs: number): Promise<void> {
    await this.#opened?.flush(timeoutMs);
  }

  /** Opens it in the next turn, while the first call waits for its answer, so that no `span.end()` has to load it. */
  openSoon(): void {
    if (this.#opened === undefined) setImmediate(() => guarded(() => this.open())).unref();
  }
}
