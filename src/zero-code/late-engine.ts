import type { Config } from '../config/config';
import type { Update } from '../delivery/single/updates';
import { runningEngines, watchEngines } from '../engine/engines';
import type { ExporterPort } from '../engine/exporter-port';
import { openEngine } from '../engine/open-engine';
import type { Diagnostics } from '../observability/diagnostics';
import { guarded } from '../runtime/guarded';
import { type Load, noLoad } from '../runtime/load';
import type { Refusal } from '../wire/registry';
import type { Reasons, Undelivered } from './exit/undelivered';

/**
 * The engine that observed calls go to, loaded when it is first needed: its modules are half of what `register` would add to the
 * start of a process, and under `NODE_OPTIONS` most processes never call a model. With it, those of the app's own exporters: an end
 * is the same for all.
 */
export class LateEngine {
  readonly #config: Config;
  readonly #diagnostics: Diagnostics;
  #opened: ExporterPort | undefined;
  #isApps = false;
  #observed: (() => Load) | undefined;

  constructor(config: Config, diagnostics: Diagnostics) {
    this.#config = config;
    this.#diagnostics = diagnostics;
  }

  get opened(): ExporterPort | undefined {
    return this.#opened;
  }

  /** All that may have records: of older copies, that which observed calls go to alone. */
  get all(): readonly ExporterPort[] {
    return [...new Set([...runningEngines(), ...(this.#opened === undefined ? [] : [this.#opened])])];
  }

  /** @param onOpened called for each of them, whatever opens it */
  watch(onOpened: () => void): void {
    watchEngines((engine) => {
      onOpened();
      // The app may have more to prepare for its key.
      setImmediate(() => guarded(() => engine.prepareHandover())).unref();
    });
  }

  open(): ExporterPort {
    if (this.#opened === undefined) {
      this.#opened = openEngine(this.#config, this.#diagnostics);
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
    return this.#opened?.load() ?? noLoad;
  }

  /** An observed call is lost. */
  refuseCall(reason: Refusal): void {
    this.open().refuseCall(reason);
  }

  /** See {@link ExporterPort.update}. */
  update(update: Update): void {
    this.open().update?.(update);
  }

  #share(): void {
    if (this.#observed !== undefined) this.#opened?.shareWith(this.#observed);
  }

  async flush(timeoutMs: number): Promise<void> {
    await this.#opened?.flush(timeoutMs);
  }

  /** Writes to the spool, if there is one, what takes no longer than a moment. */
  save(): void {
    for (const engine of this.all) engine.save(performance.now() + 5);
  }

  /** See {@link ExporterPort.countUnsafe}. */
  countUnsafe(): number {
    return this.all.reduce((sum, engine) => sum + engine.countUnsafe(), 0);
  }

  /** The same, by why the records are left. */
  countUnsafeBy(reasons: Reasons): ReadonlyMap<Undelivered | undefined, number> {
    const counts = new Map<Undelivered | undefined, number>();
    for (const engine of this.all) {
      const why = reasons.get(engine);
      counts.set(why, (counts.get(why) ?? 0) + engine.countUnsafe());
    }
    return counts;
  }

  /** Has all of them flush; see {@link ExporterPort.flushAtEnd}. */
  async flushAtEnd(timeoutMs: number, isLast: boolean): Promise<Reasons> {
    const flushes = this.all.map(async (engine) => [engine, await engine.flushAtEnd(timeoutMs, isLast)] as const);
    return new Map((await Promise.all(flushes)).flatMap(([engine, why]) => (why === undefined ? [] : [[engine, why]])));
  }

  /** Opens it in the next turn, while the first call waits for its answer, so that no `span.end()` has to load it. */
  openSoon(): void {
    if (this.#opened === undefined) setImmediate(() => guarded(() => this.open())).unref();
  }
}
