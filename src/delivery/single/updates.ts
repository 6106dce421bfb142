import type { Ledger } from '../ledger';
import type { QueuedRecord } from '../queued-record';
import type { SpoolPosition } from '../spool/segment-set';
import type { Spool } from '../spool/spool';
import type { OnSettled, SingleBook } from './single-book';
import type { SingleLoop } from './single-loop';
import type { SingleRequest } from './single-request';

/** What is added to an event or a session after it was made. */
export interface Update {
  /** Of the event. */
  readonly id: string;
  /** The fields that are added, as UTF-8 JSON. */
  readonly bytes: Buffer;
}

/** Sends updates, each after its event. With a spool they are written there first. */
export class Updates {
  readonly #loop: SingleLoop;
  readonly #starts: Pick<SingleBook, 'has'>;
  readonly #requestOf: (update: Update) => SingleRequest;
  readonly #ledger: Ledger;
  readonly #spool: Spool | undefined;

  constructor(
    loop: SingleLoop,
    starts: Pick<SingleBook, 'has'>,
    requestOf: (update: Update) => SingleRequest,
    { ledger, spool }: { readonly ledger: Ledger; readonly spool: Spool | undefined },
  ) {
    this.#loop = loop;
    this.#starts = starts;
    this.#requestOf = requestOf;
    this.#ledger = ledger;
    this.#spool = spool;
  }

  add(update: Update): void {
    const position = this.#spool?.append({ ...update, isUpdate: true });
    this.#send(update, position === 'full' ? undefined : position);
  }

  /** One that an ended process has left. @param addedAt by the runtime's clock */
  replay(update: Update, position: SpoolPosition, addedAt: number): void {
    this.#send(update, position, addedAt);
  }

  /** One that another thread has begun to send; its event is here by now. */
  takeOver(request: SingleRequest, onSettled: OnSettled): void {
    this.#loop.add(request, { onSettled, mayLeave: this.#afterEvent(request.id) });
  }

  #send(update: Update, position: SpoolPosition | undefined, addedAt?: number): void {
    this.#loop.add(this.#requestOf(update), {
      ...(addedAt === undefined ? {} : { addedAt }),
      mayLeave: this.#afterEvent(update.id),
      onSettled: () => {
        if (position !== undefined) this.#spool?.forget(position);
      },
      isKept: () => position?.segment.holds(position.offset) === true,
    });
  }

  /** Whether the event is not pending any more, looked up in the queue no more often than it takes. */
  #afterEvent(id: string): () => boolean {
    let pending: QueuedRecord | undefined = this.#ledger.find(id);
    return () => {
      if (pending !== undefined && pending.list === undefined) pending = this.#ledger.find(id); // it may have been shortened
      return pending === undefined && !this.#starts.has(id);
    };
  }
}
