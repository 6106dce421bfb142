import type { Config } from '../config/config';
import type { Log } from '../observability/diagnostics';
import type { HoneyHiveSpanExporter } from '../otel/span-exporter';
import { guarded } from '../runtime/guarded';

/**
 * The exporter, loaded when it is first needed: its modules are half of what `register` would add to the start of a process,
 * and under `NODE_OPTIONS` most processes never call a model.
 */
export class LateExporter {
  readonly #config: Config;
  readonly #log: Log;
  #opened: HoneyHiveSpanExporter | undefined;
  #isApps = false;

  constructor(config: Config, log: Log) {
    this.#config = config;
    this.#log = log;
  }

  get opened(): HoneyHiveSpanExporter | undefined {
    return this.#opened;
  }

  open(): HoneyHiveSpanExporter {
    if (this.#opened === undefined) {
      const { HoneyHiveSpanExporter } = require('../otel/span-exporter') as typeof import('../otel/span-exporter');
      this.#opened = new HoneyHiveSpanExporter(this.#config, this.#log);
      this.#opened.leaveEnd();
    }
    return this.#opened;
  }

  /**
   * Gives way to an exporter that the app has made: one exporter must see all spans to know the two of one call, and what the
   * app asks for in code, such as `redact`, goes before the environment. The first one stays. Answers whether this is the one.
   */
  giveWay(apps: HoneyHiveSpanExporter): boolean {
    if (!this.#isApps) {
      this.#opened?.forceFlush().catch(() => {}); // it has said why
      this.#opened = apps;
      this.#isApps = true;
    }
    return this.#opened === apps;
  }

  /** Rejects after so long at most, also where the app has given its exporter more time. */
  async flush(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(reject, timeoutMs, new Error(`The flush has not finished after ${timeoutMs} ms.`));
    });
    await Promise.race([this.#opened?.forceFlush(), late]).finally(() => clearTimeout(timer));
  }

  /** Opens it in the next turn, while the first call waits for its answer, so that no span's end does. */
  openSoon(): void {
    if (this.#opened === undefined) setImmediate(() => guarded(() => this.open())).unref();
  }
}
