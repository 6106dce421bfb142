import { AsyncResource } from 'node:async_hooks';
import type { Context } from '@opentelemetry/api';
import { guarded } from '../runtime/guarded';
import type { Exchange } from './exchange';
import type { ExchangeReader } from './exchange-reader';
import type { Bounds } from './http/long-text';
import { type Clock, Recorder, type RecordingOwner, type RequestStart } from './http/recording';
import { logFailure } from './log-failure';
import type { Reading } from './reading-queue';
import type { Ended, WireOptions } from './registry';

/** What an observed call is part of. */
export interface CallOwner {
  /** Whether so many more bytes may be held. */
  admits(call: ObservedCall, bytes: number): boolean;
  /** There is enough to read on. */
  readable(call: ObservedCall): void;
  /** No more of it will pass. */
  finished(call: ObservedCall): void;
  /** Its size has changed. */
  resized(call: ObservedCall): void;
  /**
   * It was a model's.
   * @param record makes a span of it
   * @param bytes that it takes, about
   */
  read(call: ObservedCall, exchange: Exchange, record: (exchange: Exchange) => void, bytes: number): void;
  /** It is a span, turned out to be none of a model, or was refused. */
  recorded(call: ObservedCall): void;
}

export interface CallSetting {
  /** The OpenTelemetry context of the call, as each listener sees it. */
  readonly contexts: ReadonlyMap<WireOptions, Context>;
  /** Of the spans that the call was made in; `undefined`: in none. */
  readonly traceIds: ReadonlySet<string | undefined>;
  readonly onEnd: readonly (Ended | undefined)[];
  readonly bounds: Bounds;
}

/** A response is read while it passes in portions of this size: one that is shorter is read when the app has had all of it. */
const portionBytes = 64 * 1024;

/** A request that may be a model call, from its start until it is recorded. */
export class ObservedCall implements Reading {
  readonly recorder: Recorder;
  readonly setting: CallSetting;
  /** Listeners run in the asynchronous context of the app's call: they may read what the app stores there. */
  readonly #asyncContext = new AsyncResource('MODEL_CALL');
  readonly #owner: CallOwner;
  #reader: ExchangeReader | undefined;
  #isRefused = false;
  #isClosed = false;
  #resolveRecorded = (): void => {};
  /** Resolved once the call is recorded; there when it has ended. */
  recordedPromise: Promise<void> | undefined;
  /** Bytes that are held for it, as its owner has counted them. */
  heldBytes = 0;

  constructor(request: RequestStart, setting: CallSetting, clock: Clock, owner: CallOwner) {
    this.setting = setting;
    this.#owner = owner;
    const recording: RecordingOwner = { admits: (bytes) => this.#admits(bytes), onDone: () => this.#finish() };
    this.recorder = new Recorder(request, clock, recording);
  }

  /** There was no room for it. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** About how many bytes are held for it now. */
  get size(): number {
    return this.recorder.unreadBytes + (this.#reader?.kept ?? 0);
  }

  /** Holds nothing from now on, and becomes no span. */
  refuse(): void {
    this.#isRefused = true;
    this.#reader = undefined;
    this.recorder.ignoreBodies();
    this.#owner.resized(this);
  }

  step(): boolean {
    const hasMore = this.#opened?.step() === true;
    this.#record();
    this.#owner.resized(this);
    if (!hasMore && this.recorder.isDone) this.close();
    return hasMore;
  }

  /** Makes spans of what was read. A listener may end the process, which closes all calls. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#record();
    this.#reader = undefined;
    this.#owner.recorded(this);
    this.#resolveRecorded();
  }

  #record(): void {
    const kept = this.#reader?.kept ?? 0;
    for (const exchange of this.#reader?.take() ?? []) {
      const { recordCall } = require('./record-call') as typeof import('./record-call');
      const record = (whole: Exchange): void =>
        guarded(
          () => this.#asyncContext.runInAsyncScope(recordCall, undefined, whole, this.setting.contexts),
          logFailure,
        );
      this.#owner.read(this, exchange, record, kept);
    }
  }

  /** Loaded with the first call that is read, so that the app's start does not wait for the readers of all APIs. */
  get #opened(): ExchangeReader | undefined {
    if (this.#isRefused || this.#isClosed) return undefined;
    this.#reader ??= guarded(() => {
      const { ExchangeReader: Reader } = require('./exchange-reader') as typeof import('./exchange-reader');
      return new Reader(this.recorder, this.setting.bounds);
    }, logFailure);
    return this.#reader;
  }

  #admits(bytes: number): boolean {
    const isAdmitted = this.#owner.admits(this, bytes);
    if (!isAdmitted) this.refuse();
    else if (this.recorder.response.bytes + bytes >= portionBytes) this.#owner.readable(this);
    return isAdmitted;
  }

  #finish(): void {
    this.recordedPromise = new Promise<void>((resolve) => {
      this.#resolveRecorded = resolve;
    });
    for (const onEnd of this.setting.onEnd) {
      const { recordedPromise } = this;
      guarded(() => onEnd?.(recordedPromise), logFailure);
    }
    this.#owner.finished(this);
  }
}
