import { resolveConfig } from '../config/config';
import type { HoneyHiveExporterOptions } from '../config/options';
import type { ExportResult } from '../engine/export-result';
import { type ExporterEngine, publishPort } from '../engine/exporter-port';
import { openEngine } from '../engine/open-engine';
import type { ReadableSpan } from '../mapping/span/span-view';
import { Diagnostics, type Stats } from '../observability/diagnostics';
import { complain } from '../runtime/log';

/**
 * Sends the model calls among the spans it is given to HoneyHive. Register it behind any span processor of SDK 1.30, 2.x or 3.x,
 * or better through `HoneyHiveSpanProcessor`.
 */
export class HoneyHiveSpanExporter {
  readonly #engine: ExporterEngine;
  readonly #flushTimeoutMs: number;

  /** @throws HoneyHiveOptionsError that lists every bad option */
  constructor(options: HoneyHiveExporterOptions = {}) {
    const diagnostics = new Diagnostics(() => performance.now());
    const config = resolveConfig(options, process.env, complain);
    this.#flushTimeoutMs = config.flushTimeoutMs;
    this.#engine = openEngine(config, diagnostics);
    publishPort(this, this.#engine);
  }

  /**
   * The call that span processors make. `done` is called exactly once, at the first verdict on all of the model calls:
   * delivered or parked for a retry (success), or one of them lost (failure).
   */
  export(spans: readonly ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#engine.export(spans, done);
  }

  /** Resolves when everything accepted so far is delivered or lost; rejects at the deadline, and keeps what is pending. */
  forceFlush(): Promise<void> {
    return this.#engine.flush(this.#flushTimeoutMs);
  }

  /**
   * Accepts no more, and tries once more to deliver what is pending within the deadline. The rest stays in the spool, or is lost.
   * Always resolves.
   */
  shutdown(): Promise<void> {
    return this.#engine.shutdown();
  }

  stats(): Stats {
    return this.#engine.stats();
  }
}
