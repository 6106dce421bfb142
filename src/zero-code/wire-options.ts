import type { ListenerOptions, SpanListener, WireOptions } from '../wire/registry';
import type { LateEngine } from './late-engine';
import type { Settings } from './settings';

/** What is not said by the settings. */
export type OwnOptions = Pick<ListenerOptions & SpanListener, 'record' | 'origin' | 'activeContext' | 'began'>;

/** Getters, since the wire asks anew with each call, of which the first has the settings read. */
export function wireOptions(settings: Settings, engine: LateEngine, own: OwnOptions): WireOptions {
  return {
    ...own,
    takes: () => settings.read() !== undefined,
    refused: (reason) => engine.refuseCall(reason),
    get captureContent() {
      return settings.known?.captureContent === true;
    },
    get maxCapturedBytes() {
      const { known } = settings;
      // No record has room for more, and what is kept beyond it takes time to read.
      return known && Math.min(known.maxCapturedBytes, 2 * known.maxRecordBytes);
    },
    get maxMediaBytes() {
      return settings.known?.maxMediaBytes;
    },
    /** Observed calls and records have one queue's room together. */
    get room() {
      const { known } = settings;
      return known && { maxCalls: known.maxQueueRecords, maxBytes: known.maxQueueBytes, taken: () => engine.load };
    },
  };
}
