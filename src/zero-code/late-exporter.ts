import type { Config } from '../config';
import type { Log } from '../diagnostics';
import type { HoneyHiveSpanExporter } from '../exporter';
import { guarded } from './guarded';

/**
 * The exporter, loaded when it is first needed: its modules are half of what `register` would add to the start of a process,
 * and under `NODE_OPTIONS` most processes never call a model.
 */
export class LateExporter {
  readonly #config: Config;
  readonly #log: Log;
  #opened: HoneyHiveSpanExporter | undefined;

  constructor(config: Config, log: Log) {
    this.#config = config;
    this.#log = log;
  }

  get opened(): HoneyHiveSpanExporter | undefined {
    return this.#opened;
  }

  open(): HoneyHiveSpanExporter {
    const { HoneyHiveSpanExporter } = require('../exporter') as typeof import('../exporter');
    this.#opened ??= new HoneyHiveSpanExporter(this.#config, this.#log);
    return this.#opened;
  }

  /** Opens it in the next turn, while the first call waits for its answer, so that no span's end does. */
  openSoon(): void {
    if (this.#opened === undefined) setImmediate(() => guarded(() => this.open())).unref();
  }
}
