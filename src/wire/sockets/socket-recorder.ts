import { AsyncResource } from 'node:async_hooks';
import { asRecord, recoverJson } from '../../json/json-record';
import { guarded } from '../../runtime/guarded';
import type { Bounds } from '../http/long-text';
import { toBytes } from '../http/recording';
import { logFailure } from '../log-failure';
import type { Reading } from '../reading-queue';
import { FrameReader } from './frame-reader';
import { compressionIn, Inflater } from './inflater';
import { type MessageSink, Messages } from './messages';
import { sessionAt } from './session-at';
import { type CallStarter, type Ending, SocketCalls, type SocketSession } from './socket-calls';
import { WrappedMessages } from './wrapped-messages';

/** What a socket is observed for. */
export interface SocketOwner extends CallStarter {
  readonly bounds: Bounds;
  hasRoom(bytes: number): boolean;
  /** So many more bytes are held, or fewer. */
  resize(bytes: number): void;
  /** There is something to read. */
  socketReadable(socket: ObservedSocket): void;
  socketClosed(socket: ObservedSocket): void;
}

/** A socket, as what settles calls sees it. */
export interface ObservedSocket extends Reading {
  /** Resolves once everything that has passed by now is read. */
  idle(): Promise<void>;
  /** Ends the calls that have their answer. */
  settle(): void;
  /** No more of it will be read: ends all calls. */
  finish(ending: Ending): void;
}

export interface SocketStart {
  readonly url: string;
  /** The extensions of a WebSocket that were agreed to, as the response's header says. Absent: AWS's event stream, in both directions. */
  readonly extensions?: string;
  readonly onClosed: () => void;
}

/** Bytes that have passed, or the end of the socket. */
interface Passed {
  readonly isSent: boolean;
  readonly at: number;
  readonly context: AsyncResource | undefined;
  readonly bytes: Buffer | undefined;
}

/** So much is read in one step: a millisecond or so, if it is full of short messages. */
const stepBytes = 4 * 1024;

/** Divides what passes in one direction into messages. */
interface Direction {
  write(piece: Buffer): void;
  /** About how many bytes are kept. */
  readonly kept: number;
  /** Nothing more can be read. */
  readonly isBroken?: boolean;
  /** In place of messages, the words of who refuses them. */
  readonly words?: string | undefined;
}

/** @param keepsContext of the compression; absent where none was agreed to */
function webSocket(bounds: Bounds, sink: MessageSink, isSent: boolean, keepsContext: boolean | undefined): Direction {
  const inflater = keepsContext === undefined ? undefined : new Inflater(keepsContext);
  const messages = new Messages(bounds, inflater, sink);
  const frames = new FrameReader(messages, isSent);
  return {
    write: (piece) => frames.write(piece),
    get kept() {
      return messages.kept;
    },
    get isBroken() {
      return messages.isBroken;
    },
  };
}

/**
 * Copies what passes over one WebSocket, and reads it in later turns of the event loop: frames, messages, calls. What a tap calls only
 * copies and returns.
 */
export class SocketRecorder implements ObservedSocket {
  readonly #owner: SocketOwner;
  readonly #start: SocketStart;
  readonly #calls: SocketCalls;
  readonly #session: SocketSession | undefined;
  readonly #sent: Direction;
  readonly #received: Direction;
  #passed: (Passed | undefined)[] = [];
  /** Where in {@link #passed}, and where in its bytes, reading goes on. */
  #head = 0;
  #at = 0;
  #unread = 0;
  #held = 0;
  /** Of a connection that is closed without a closing frame: the app has terminated it, unless an error shows that it broke. */
  #ending: Ending = { verdict: 'aborted', error: undefined };
  /** Nothing is copied any more. */
  #isOver = false;
  #isFinished = false;
  #onIdle: (() => void)[] = [];
  /** Where the app has sent messages that are not read yet, in their order. */
  readonly #sending: AsyncResource[] = [];

  constructor(start: SocketStart, owner: SocketOwner) {
    this.#owner = owner;
    this.#start = start;
    const url = new URL(start.url.replace(/^ws/, 'http'));
    this.#calls = new SocketCalls(url.origin + url.pathname, owner);
    this.#session = guarded(() => sessionAt(url.pathname)(this.#calls, url), logFailure);
    const { extensions } = start;
    const compression = extensions === undefined ? undefined : compressionIn(extensions);
    const direction = (isSent: boolean, keepsContext: boolean | undefined): Direction =>
      extensions === undefined
        ? new WrappedMessages(owner.bounds, this.#sinkOf(isSent))
        : webSocket(owner.bounds, this.#sinkOf(isSent), isSent, keepsContext);
    this.#sent = direction(true, compression?.clientKeepsContext);
    this.#received = direction(false, compression?.serverKeepsContext);
  }

  /** The app sends a message whose bytes are written later, since they are packed by another thread. */
  sending(): void {
    if (!this.#isOver && this.#sending.length < maxSending) this.#sending.push(new AsyncResource('MODEL_SOCKET'));
  }

  /** Bytes of frames are written. */
  sent(chunk: unknown, encoding?: BufferEncoding): void {
    if (this.#isOver) return;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : copyOf(chunk);
    if (bytes !== undefined) this.#pass(bytes, true);
  }

  /** Bytes of frames have come, or with `null` the end of them. */
  received(chunk: unknown): void {
    if (this.#isOver) return;
    const bytes = copyOf(chunk);
    if (bytes !== undefined) this.#pass(bytes, false);
    else if (chunk === null) this.#ending = broken('ended', 'The connection ended without a closing frame');
  }

  /** The connection is closed. @param error absent where one side has closed it in order */
  closed(error?: unknown): void {
    const { code = 'error', message = '' } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
    this.ended(error ? broken(String(code), String(message)) : this.#ending);
  }

  /** No more passes. */
  ended(ending: Ending): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ending = ending;
    this.#add({ isSent: false, at: this.#owner.clock.monotonic(), context: undefined, bytes: undefined });
    this.#start.onClosed();
  }

  /** Copies nothing from now on; what has passed is read. */
  stop(): void {
    this.#isOver = true;
  }

  step(): boolean {
    const next = this.#passed[this.#head];
    if (next !== undefined && !this.#isFinished) guarded(() => this.#read(next), logFailure);
    this.#count();
    if (this.#head > 64 && this.#head * 2 > this.#passed.length) {
      this.#passed = this.#passed.slice(this.#head);
      this.#head = 0;
    }
    const hasMore = this.#head < this.#passed.length;
    if (!hasMore) this.#rest();
    return hasMore;
  }

  async idle(): Promise<void> {
    if (this.#head < this.#passed.length) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  settle(): void {
    guarded(() => this.#session?.settle(), logFailure);
    this.#count();
  }

  finish(ending: Ending): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#isOver = true;
    guarded(() => this.#session?.closed(ending), logFailure);
    this.#passed = [];
    this.#head = 0;
    this.#unread = 0;
    this.#count();
    this.#rest();
    this.#owner.socketClosed(this);
  }

  #rest(): void {
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #pass(bytes: Buffer, isSent: boolean): void {
    if (!this.#owner.hasRoom(bytes.length)) {
      this.finish(unreadable); // what follows cannot be read without these bytes
      return;
    }
    this.#unread += bytes.length;
    this.#count();
    const context = isSent ? new AsyncResource('MODEL_SOCKET') : undefined;
    this.#add({ isSent, at: this.#owner.clock.monotonic(), context, bytes });
  }

  #add(passed: Passed): void {
    if (this.#isFinished) return;
    this.#passed.push(passed);
    this.#owner.socketReadable(this);
  }

  /** Reads a little of what has passed, and drops it then. */
  #read({ isSent, at, context, bytes }: Passed): void {
    this.#calls.now = { at, context };
    if (bytes === undefined) {
      this.finish(this.#explained(this.#ending));
      return;
    }
    const piece = bytes.subarray(this.#at, this.#at + stepBytes);
    this.#at += piece.length;
    this.#unread -= piece.length;
    if (this.#at >= bytes.length) {
      this.#passed[this.#head] = undefined;
      this.#head += 1;
      this.#at = 0;
    }
    const direction = isSent ? this.#sent : this.#received;
    if (direction.isBroken !== true) guarded(() => direction.write(piece), logFailure);
  }

  /** The server's own words are better than ours. */
  #explained({ verdict, error }: Ending): Ending {
    const message = error && guarded(() => this.#received.words, logFailure);
    return { verdict, error: error && { ...error, message: message ?? error.message } };
  }

  #count(): void {
    const kept = this.#sent.kept + this.#received.kept + (this.#session?.kept ?? 0);
    const held = this.#isFinished ? 0 : this.#unread + kept;
    this.#owner.resize(held - this.#held);
    this.#held = held;
  }

  #sinkOf(isSent: boolean): MessageSink {
    return {
      message: (text) => {
        const context = isSent ? this.#sending.shift() : undefined;
        if (context !== undefined) this.#calls.now = { ...this.#calls.now, context };
        const message = text === undefined ? undefined : asRecord(recoverJson(text));
        const session = this.#session;
        if (message === undefined || session === undefined) return;
        guarded(() => (isSent ? session.sent(message) : session.received(message)), logFailure);
      },
      close: (code, reason) => this.#close(isSent, code, reason),
    };
  }

  /** The first closing frame says who ends the conversation, and why. */
  #close(isSent: boolean, code: number | undefined, reason: string): void {
    const words = `The socket was closed: ${code ?? noCode} ${reason}`.trim();
    this.finish(isSent ? { verdict: 'aborted', error: undefined } : broken(String(code ?? noCode), words));
  }
}

/** More are not packed at a time. */
const maxSending = 10_000;

/** What stands for a missing code (RFC 6455). */
const noCode = 1005;

const broken = (code: string, message: string): Ending => ({ verdict: 'error', error: { code, message } });
const unreadable = broken('unfinished', 'The socket could not be read any more');

function copyOf(chunk: unknown): Buffer | undefined {
  const bytes = toBytes(chunk);
  return bytes === undefined || bytes.length === 0 ? undefined : Buffer.from(bytes);
}
