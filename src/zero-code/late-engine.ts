import type { Update } from '../delivery/single/updates';
import { runningEngines } from '../engine/engines';
import type { ExporterPort } from '../engine/exporter-port';
import { openEngine } from '../engine/open-engine';
import type { Diagnostics } from '../observability/diagnostics';
import type { EndedSpan } from '../pipeline/ended-call';
import { within } from '../runtime/deadline';
import { guarded } from '../runtime/guarded';
import { type Load, noLoad } from '../runtime/load';
import { systemRuntime } from '../runtime/runtime';
import type { Refusal } from '../wire/registry';
import type { Reasons, Undelivered } from './exit/undelivered';
import type { HeldWork } from './held-work';
import type { Settings } from './settings';

type Work = (engine: ExporterPort) => void;

/**
 * The engine that observed calls go to, loaded when it is first needed: its modules are half of what `register` would add to the
 * start of a process, and under `NODE_OPTIONS` most processes never call a model. With it, those of the app's own exporters: an end
 * is the same for all.
 */
export class LateEngine {
  readonly #settings: Settings;
  readonly #diagnostics: Diagnostics;
  #opened: ExporterPort | undefined;
  #isApps = false;
  #observed: (() => Load) | undefined;
  /** Of the time in which a file of options loads. */
  #held: HeldWork | undefined;

  constructor(settings: Settings, diagnostics: Diagnostics) {
    this.#settings = settings;
    this.#diagnostics = diagnostics;
  }

  /** Once it is there; asking opens none. */
  get opened(): ExporterPort | undefined {
    return this.#opened;
  }

  /** Whether it is that of an exporter of the app. */
  get isApps(): boolean {
    return this.#isApps;
  }

  /** All that may have records: of older copies, that which observed calls go to alone. */
  get all(): readonly ExporterPort[] {
    return [...new Set([...runningEngines(), ...(this.#opened === undefined ? [] : [this.#opened])])];
  }

  /** `undefined` while a file of options loads, and where nothing is to be recorded. */
  open(): ExporterPort | undefined {
    if (this.#opened === undefined) {
      const config = this.#settings.read();
      if (config === undefined || !this.#settings.isRead) return undefined;
      this.#opened = openEngine(config, this.#diagnostics);
      this.#opened.disableBeforeExit();
      this.#share();
    }
    return this.#opened;
  }

  /**
   * Has the engine do something once there is one: now, unless a file of options loads.
   * @param span that it gets
   */
  use(work: Work, span?: EndedSpan['span']): void {
    const engine = this.open();
    if (engine !== undefined) work(engine);
    else if (!this.#settings.isRead) this.#hold(work, span);
  }

  /**
   * Uses the engine of an exporter that the app has made instead: one engine must see all spans to recognise the two of one call,
   * and what the app asks for in code, such as `redact`, goes before the environment. Only the first one is used.
   * @returns whether it is this one
   */
  replaceBy(apps: ExporterPort): boolean {
    if (!this.#isApps) {
      const { flushTimeoutMs = 0 } = this.#settings.known ?? {};
      this.#opened?.flush(flushTimeoutMs).catch(() => {}); // the reason is logged
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
    return this.#opened?.load() ?? this.#held?.load ?? noLoad;
  }

  /** An observed call is lost. */
  refuseCall(reason: Refusal): void {
    this.use((engine) => engine.refuseCall(reason));
  }

  /** See {@link ExporterPort.update}. Where nothing is recorded, exporters of the app may take it. */
  update(update: Update): void {
    this.use((engine) => engine.update?.(update));
    if (this.#settings.isOff) for (const engine of runningEngines()) guarded(() => engine.update?.(update));
  }

  #share(): void {
    if (this.#observed !== undefined) this.#opened?.shareWith(this.#observed);
  }

  #hold(work: Work, span: EndedSpan['span'] | undefined): void {
    const config = this.#settings.known;
    if (config === undefined) return;
    if (this.#held === undefined) {
      // Loaded where a file of options has to be waited for.
      const { HeldWork: Held } = require('./held-work') as typeof import('./held-work');
      const held = new Held(config);
      this.#held = held;
      this.#settings.whenRead(() => {
        this.#held = undefined;
        const engine = this.open();
        if (engine !== undefined) held.doneBy(engine);
      });
    }
    this.#held.add(work, span);
  }

  /** Waits for a file of options that loads; at the end of the process, for no longer than this. */
  async #settled(timeoutMs: number, isLast: boolean): Promise<void> {
    await within(timeoutMs, new Promise<void>((resolve) => this.#settings.whenRead(() => resolve())), systemRuntime);
    if (isLast) this.#settings.hurry();
  }

  async flush(timeoutMs: number): Promise<void> {
    if (this.#held !== undefined) await this.#settled(timeoutMs, false);
    await this.#opened?.flush(timeoutMs);
  }

  /** Writes to the spool, if there is one, what takes no longer than a moment. */
  save(): void {
    for (const engine of this.all) engine.save(performance.now() + 5);
  }

  /** See {@link ExporterPort.countUnsafe}. */
  countUnsafe(): number {
    return this.all.reduce((sum, engine) => sum + engine.countUnsafe(), this.#held?.load.calls ?? 0);
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
    const until = systemRuntime.now() + timeoutMs;
    // A part of the time is for sending. Not awaited without need: what follows counts what is left once this has begun.
    if (this.#held !== undefined) await this.#settled(isLast ? timeoutMs / 2 : timeoutMs, isLast);
    const left = Math.max(0, until - systemRuntime.now());
    const flushes = this.all.map(async (engine) => [engine, await engine.flushAtEnd(left, isLast)] as const);
    return new Map((await Promise.all(flushes)).flatMap(([engine, why]) => (why === undefined ? [] : [[engine, why]])));
  }

  /** For an end that waits for nothing: what is held goes to the engine now. */
  hurry(): void {
    if (this.#held !== undefined) this.#settings.hurry();
  }

  /**
   * Opens it in the next turns, while the first call waits for its answer, so that no `span.end()` has to load it. With it, what the end
   * of the process needs: Node 20 may abort where a `require` in an `exit` listener is the one that makes V8 optimise `path.resolve`.
   */
  openSoon(): void {
    if (this.#opened !== undefined) return;
    const open = (): void => {
      this.use(() => {});
      require('./exit/last-delivery') as typeof import('./exit/last-delivery');
    };
    inTurns([...loading, open]);
  }

  /** Loads its modules in the next turns: what they do is not known before the settings are read. */
  loadSoon(): void {
    if (this.#opened === undefined) inTurns(loading);
  }
}

/** Its modules, which together would hold the event loop for long. */
const loading: readonly (() => unknown)[] = [
  () => require('../pipeline/delivery') as typeof import('../pipeline/delivery'),
  () => require('../mapping/messages/message') as typeof import('../mapping/messages/message'),
  () => require('../mapping/dialects') as typeof import('../mapping/dialects'),
  () => require('../mapping') as typeof import('../mapping'),
  () => require('../engine/engine') as typeof import('../engine/engine'),
];

/** Each in a turn of its own. None holds the process. */
function inTurns([step, ...later]: readonly (() => unknown)[]): void {
  if (step === undefined) return;
  setImmediate(() => {
    guarded(step);
    inTurns(later);
  }).unref();
}
