import type { Context } from '@opentelemetry/api';
import { guarded } from '../runtime/guarded';
import { type Load, noLoad } from '../runtime/load';
import { parentIn, rootContext } from '../runtime/otel/context';
import { activeContext } from '../runtime/otel/registry';
import type { Exchange } from './exchange';
import type { Bounds } from './http/long-text';
import type { Clock, Recorder, RequestStart } from './http/recording';
import type { LaterAnswers } from './later-answers';
import { logFailure } from './log-failure';
import { type CallOwner, ObservedCall } from './observed-call';
import { type Reading, ReadingQueue } from './reading-queue';
import type { Refusal, Room, RunningWire, Wire, WireOptions } from './registry';
import type { ObservedSocket, SocketOwner } from './sockets/socket-recorder';
import { SpanOrdering } from './span-ordering';

const defaultMaxCapturedBytes = 4 * 2 ** 20;
const defaultRoom: Room = { maxCalls: 10_000, maxBytes: 32 * 2 ** 20 };
/** Reading is behind when so many calls wait, or calls hold this share of the room. */
const behind = { calls: 64, share: 0.25 };
/** Of the room, what calls may take whose answers come later. */
const laterShare = 0.25;
const unfinished = { name: 'Unfinished', code: 'unfinished', message: 'Recorded before the response was complete' };

/** Records the requests that the taps see, and turns them into spans for all listeners. */
export class CallObserver implements RunningWire, CallOwner, SocketOwner {
  readonly clock = { wall: Date.now, monotonic: () => performance.now() };
  readonly #onLastStop: () => void;
  readonly #listeners = new Set<WireOptions>();
  readonly #open = new Set<ObservedCall>();
  readonly #finished = new Set<ObservedCall>();
  readonly #sockets = new Set<ObservedSocket>();
  readonly #ordering = new SpanOrdering();
  /** Loaded with the first call whose answer comes later. */
  #later: LaterAnswers | undefined;
  readonly #reading = new ReadingQueue<Reading>(
    () => this.#finished.size > behind.calls || this.#heldBytes > behind.share * this.#room.maxBytes,
  );
  #room = defaultRoom;
  #heldBytes = 0;

  /** @param onLastStop called when the last listener stops */
  constructor(onLastStop: () => void) {
    this.#onLastStop = onLastStop;
  }

  /**
   * Called by a tap as the request begins, synchronously. What passes goes to the recorder until its `done`.
   * @param clock of the call
   */
  startRecording(request: RequestStart, clock: Clock = this.clock): Recorder {
    const listeners = [...this.#listeners].filter(takesCall);
    this.#chooseRoom();
    const contexts = new Map(listeners.map((listener) => [listener, contextFor(listener)]));
    const setting = {
      contexts,
      traceIds: new Set([...contexts.values()].map((context) => parentIn(context)?.traceId)),
      onEnd: listeners.map(({ began }) => guarded(() => began?.(), logFailure)),
      bounds: boundsFor(listeners),
    };
    const call = new ObservedCall(request, setting, clock, this);
    if (listeners.length === 0) {
      call.refuse();
      return call.recorder;
    }
    for (const traceId of setting.traceIds) this.#ordering.callStarted(traceId);
    if (this.#inFlight + this.#taken.calls >= this.#room.maxCalls) call.refuse();
    this.#open.add(call);
    return call.recorder;
  }

  listen(options: WireOptions): Wire {
    this.#listeners.add(options);
    this.#chooseRoom();
    return {
      stop: () => {
        if (!this.#listeners.delete(options)) return;
        this.#chooseRoom();
        if (this.#listeners.size > 0) return;
        this.#onLastStop();
        this.settleNow();
      },
      inFlight: () => this.#inFlight,
      load: () => ({ calls: this.#finished.size, bytes: this.#bytes }),
      settle: () => this.settle(),
      settleNow: (until) => this.settleNow(until),
    };
  }

  afterCalls(traceId: string, run: () => void): void {
    this.#ordering.afterCalls(traceId, run);
  }

  async settle(): Promise<void> {
    if (this.#sockets.size > 0) await Promise.all([...this.#sockets].map((socket) => socket.idle()));
    for (const socket of this.#sockets) socket.settle();
    await Promise.all([...this.#finished].map(({ recordedPromise }) => recordedPromise));
    this.#ordering.releaseAll();
  }

  admits(call: ObservedCall, bytes: number): boolean {
    if (!this.hasRoom(bytes)) return false;
    this.#heldBytes += bytes;
    call.heldBytes += bytes;
    return true;
  }

  get bounds(): Bounds {
    return boundsFor([...this.#listeners]);
  }

  hasRoom(bytes: number): boolean {
    return this.#bytes + bytes + this.#taken.bytes <= this.#room.maxBytes;
  }

  resize(bytes: number): void {
    this.#heldBytes += bytes;
  }

  socketReadable(socket: ObservedSocket): void {
    if (!this.#sockets.has(socket)) this.#expectCalls();
    this.#sockets.add(socket);
    this.#reading.add(socket);
  }

  socketClosed(socket: ObservedSocket): void {
    this.#sockets.delete(socket);
    this.#reading.remove(socket);
  }

  readable(call: ObservedCall): void {
    this.#reading.add(call);
  }

  resized(call: ObservedCall): void {
    const { size } = call;
    this.#heldBytes += size - call.heldBytes;
    call.heldBytes = size;
  }

  /** It is read in a later turn of the event loop: the app, which has waited for the response, comes first. */
  finished(call: ObservedCall): void {
    this.#open.delete(call);
    this.#finished.add(call);
    for (const traceId of call.setting.traceIds) this.#ordering.callAnswered(traceId);
    if (call.isRefused) this.#refuse(call, 'queue_full');
    else this.#reading.add(call);
  }

  read(call: ObservedCall, exchange: Exchange, record: (exchange: Exchange) => void, bytes: number): void {
    if (exchange.later === undefined) {
      record(exchange);
      return;
    }
    const { LaterAnswers: Later } = require('./later-answers') as typeof import('./later-answers');
    this.#later ??= new Later();
    const { later } = exchange;
    this.#later.add({ call, exchange, later, record, bytes }, () => this.#finishedBefore(call));
    this.#later.shrink(laterShare * this.#room.maxBytes);
  }

  recorded(call: ObservedCall): void {
    if (!this.#finished.delete(call)) return;
    this.resized(call);
    this.#later?.wasRead(call);
    for (const traceId of call.setting.traceIds) guarded(() => this.#ordering.callEnded(traceId), logFailure);
  }

  #finishedBefore(call: ObservedCall): readonly ObservedCall[] {
    const finished = [...this.#finished];
    return finished.slice(0, finished.indexOf(call));
  }

  /** Listeners prepare for a call as they are asked for its context: a process may end before a call of its socket is read. */
  #expectCalls(): void {
    for (const listener of this.#listeners) if (takesCall(listener)) contextFor(listener);
  }

  get #bytes(): number {
    return this.#heldBytes + (this.#later?.bytes ?? 0);
  }

  get #inFlight(): number {
    return this.#open.size + this.#finished.size;
  }

  get #taken(): Load {
    const { taken } = this.#room;
    return (taken && guarded(taken, logFailure)) ?? noLoad;
  }

  #chooseRoom(): void {
    const rooms = [...this.#listeners].map(({ room = defaultRoom }) => room);
    this.#room = rooms.reduce((one, other) => (other.maxBytes > one.maxBytes ? other : one), rooms[0] ?? defaultRoom);
  }

  #refuse(call: ObservedCall, reason: Refusal): void {
    call.refuse();
    for (const { refused } of call.setting.contexts.keys()) guarded(() => refused?.(reason), logFailure);
    call.close();
  }

  settleNow(until = Number.POSITIVE_INFINITY): void {
    if (this.#sockets.size > 0) this.#reading.readUntil(until);
    for (const socket of [...this.#sockets]) socket.finish({ verdict: 'error', error: unfinished });
    for (const { recorder } of [...this.#open]) recorder.done('error', unfinished);
    this.#reading.readUntil(until);
    for (const call of [...this.#finished]) {
      this.#reading.remove(call);
      this.#refuse(call, 'shutdown');
    }
    this.#later?.releaseAll();
    this.#ordering.releaseAll();
  }
}

function boundsFor(listeners: readonly WireOptions[]): Bounds {
  const maxBytes = Math.max(...listeners.map((each) => each.maxCapturedBytes ?? defaultMaxCapturedBytes));
  return {
    maxBytes,
    maxMediaBytes: Math.max(...listeners.map((each) => each.maxMediaBytes ?? maxBytes / 4)),
  };
}

const takesCall = ({ takes }: WireOptions): boolean => guarded(() => takes?.() ?? true, logFailure) ?? false;

const contextFor = (listener: WireOptions): Context =>
  guarded(listener.activeContext ?? activeContext, logFailure) ?? rootContext;
