import type { Diagnostics, Stats } from '../observability/diagnostics';
import type { EndedSpan } from '../pipeline/ended-call';
import { type Load, noLoad } from '../runtime/load';
import { delist } from './engines';
import type { ExportResult } from './export-result';
import type { ExporterEngine, TakenRecords } from './exporter-port';
import { PendingExport } from './pending-export';

/** Behind an exporter that has nowhere to send to: takes nothing, and holds nothing. */
export class IdleEngine implements ExporterEngine {
  readonly #diagnostics: Diagnostics;
  #isShutDown = false;

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  acceptSpan({ span, ancestry }: EndedSpan): void {
    ancestry?.ended(span);
  }

  acceptLogEvent(): void {}

  update(): void {}

  classifyEnded(): void {}

  export(_spans: readonly EndedSpan['span'][], done: (result: ExportResult) => void): void {
    new PendingExport(done, this.#isShutDown ? 'shutdown' : undefined).close();
  }

  async flush(): Promise<void> {}

  async flushAtEnd(): Promise<undefined> {}

  async shutdown(): Promise<void> {
    this.#isShutDown = true;
    delist(this);
  }

  stats(): Stats {
    return this.#diagnostics.stats(0);
  }

  disableBeforeExit(): void {}

  countUnsafe(): number {
    return 0;
  }

  takeLossLines(): readonly string[] {
    return [];
  }

  prepareHandover(): void {}

  handOver(): undefined {
    return undefined;
  }

  takeRecords(): TakenRecords {
    return { records: [], waiting: 0, isFull: false };
  }

  save(): void {}

  sessionOf(): undefined {
    return undefined;
  }

  load(): Load {
    return noLoad;
  }

  shareWith(): void {}

  refuseCall(): void {}
}
