import type { Config } from '../config/config';
import type { ExporterPort } from '../engine/exporter-port';
import type { EndedSpan } from '../pipeline/ended-call';
import { estimateSize } from '../pipeline/size-estimate';
import { guarded } from '../runtime/guarded';
import type { Load } from '../runtime/load';

/** What an engine is to do that is not there yet, within the limits of its queue. */
export class HeldWork {
  readonly #limits: Pick<Config, 'maxQueueRecords' | 'maxQueueBytes'>;
  readonly #work: ((engine: ExporterPort) => void)[] = [];
  #calls = 0;
  #bytes = 0;

  constructor(limits: Pick<Config, 'maxQueueRecords' | 'maxQueueBytes'>) {
    this.#limits = limits;
  }

  get load(): Load {
    return { calls: this.#calls, bytes: this.#bytes };
  }

  /** @param span that it hands over; one without room is a call that is lost, and nothing of it is kept */
  add(work: (engine: ExporterPort) => void, span?: EndedSpan['span']): void {
    if (span !== undefined) {
      const bytes = estimateSize(span, []);
      const { maxQueueRecords, maxQueueBytes } = this.#limits;
      if (this.#calls >= maxQueueRecords || this.#bytes + bytes > maxQueueBytes) {
        this.#work.push((engine) => engine.refuseCall('queue_full'));
        return;
      }
      this.#calls += 1;
      this.#bytes += bytes;
    }
    this.#work.push(work);
  }

  /** In the order in which it came. */
  doneBy(engine: ExporterPort): void {
    for (const work of this.#work.splice(0)) guarded(() => work(engine));
  }
}
