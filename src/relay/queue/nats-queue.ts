import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { systemRuntime } from '../../runtime/runtime';
import { Fifo } from './fifo';
import { type Nats, reasonOf } from './nats-connection';
import { statsOf, sweepStream } from './nats-state';
import { checkStream, namesOf, type StreamNames, WrongStream } from './nats-stream';
import type { Published, PulledEntry, Queue, QueueEvents, QueueStats } from './queue';
import { keyOf, labelIn, labelText, type QueueEntry } from './queue-entry';

export const labelHeader = 'honeyhive-label';
export const reasonHeader = 'honeyhive-reason';

/** At a time: further ones wait for those. */
const maxPublishing = 256;
const publishMs = 5000;
const statsMs = 2000;
const pullWaitMs = 1000;
/** The server is asked for so many at a time, and for more only once fewer wait here to be pulled. */
const fetched = 500;
/** So long it gives what comes. */
const fetchMs = 5000;
const retryMs = 1000;
const sweepMs = 60_000;
/** Headers of a message count against the server's limit. */
const headerBytes = 2048;

/** A queue in a stream of NATS JetStream, which any number of relays share. */
export class NatsQueue implements Queue {
  readonly maxEntryBytes: number;
  readonly #nats: Nats;
  readonly #names: StreamNames;
  readonly #events: QueueEvents;
  readonly #ackWaitMs: number;
  readonly #received = new Fifo<JsMsg>();
  /** Received, and not settled: the server is kept from giving them to others. */
  readonly #unsettled = new Set<JsMsg>();
  readonly #waiting = new Fifo<() => void>();
  #publishing = 0;
  #messages: ConsumerMessages | undefined;
  #wake: (() => void) | undefined;
  /** Continues with fetching. */
  #hasRoom: (() => void) | undefined;
  #isConnected = true;
  /** Publishing has failed, and is not tried before. */
  #troubleUntil = 0;
  #isClosed = false;
  #isPulling = false;
  readonly #working: NodeJS.Timeout;
  readonly #sweeping: NodeJS.Timeout;

  /** Tries again until the server answers: it may be choosing a leader. @throws WrongStream */
  static async open(nats: Nats, stream: string, events: QueueEvents): Promise<NatsQueue> {
    const names = namesOf(stream);
    for (;;) {
      try {
        const ackWaitMs = await checkStream(nats, names);
        events.back();
        return new NatsQueue(nats, names, ackWaitMs, events);
      } catch (error) {
        if (error instanceof WrongStream) {
          await nats.connection.close();
          throw error;
        }
        events.away(`The NATS server does not answer for its stream (${reasonOf(error)}). This is tried again.`);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  private constructor(nats: Nats, names: StreamNames, ackWaitMs: number, events: QueueEvents) {
    this.#nats = nats;
    this.#names = names;
    this.#ackWaitMs = ackWaitMs;
    this.#events = events;
    this.maxEntryBytes = (nats.connection.info?.max_payload ?? 2 ** 20) - headerBytes;
    this.#working = setInterval(() => this.#keepUnsettled(), this.#ackWaitMs / 3);
    this.#sweeping = setInterval(() => this.#sweep(), sweepMs);
    void this.#watch();
    this.#sweep();
  }

  get isAway(): boolean {
    return !this.#isConnected || this.#isClosed || systemRuntime.now() < this.#troubleUntil;
  }

  publish(entries: readonly QueueEntry[]): Promise<readonly Published[]> {
    return Promise.all(entries.map((entry) => this.#publish(entry)));
  }

  async pull(max: number): Promise<readonly PulledEntry[]> {
    if (!this.#isPulling) void this.#consume();
    if (this.#received.size === 0) await this.#arrival();
    const pulled: PulledEntry[] = [];
    while (pulled.length < max) {
      const message = this.#received.shift();
      if (message === undefined) break;
      if (this.#received.size < fetched) this.#hasRoom?.();
      const label = labelIn(message.headers?.get(labelHeader) ?? '');
      if (label !== undefined) pulled.push(this.#pulled(message, { ...label, bytes: bufferOf(message) }));
      else {
        this.#events.problem('The stream has a message that no relay of this version has written. It stays there.');
        this.#settle(message, () => message.nak(60_000));
      }
    }
    return pulled;
  }

  async stats(): Promise<QueueStats | undefined> {
    if (!this.#isConnected) return undefined;
    const stats = statsOf(this.#nats, this.#names).catch(() => undefined);
    return Promise.race([
      stats,
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), statsMs).unref()),
    ]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#working);
    clearInterval(this.#sweeping);
    this.#wake?.();
    this.#hasRoom?.();
    this.#messages?.stop();
    for (const message of this.#unsettled) this.#settle(message, () => message.nak());
    await Promise.race([this.#nats.connection.drain(), new Promise((resolve) => setTimeout(resolve, retryMs).unref())]);
  }

  async #publish(entry: QueueEntry): Promise<Published> {
    if (entry.bytes.length > this.maxEntryBytes) return 'too_large';
    await this.#turn();
    try {
      if (this.isAway) return 'away';
      const headers = this.#nats.headers();
      headers.set(labelHeader, labelText(entry));
      const options = { msgID: keyOf(entry), timeout: publishMs, headers };
      await this.#nats.client.publish(this.#names.subject, entry.bytes, options);
      return 'stored';
    } catch (error) {
      return this.#failed(error);
    } finally {
      this.#publishing -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Resolves when one more may be published. */
  async #turn(): Promise<void> {
    if (this.#publishing >= maxPublishing) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#publishing += 1;
  }

  /** An election, a server that is gone or full: nothing of it is about the entry, unless it is too large. */
  #failed(error: unknown): Published {
    const { code } = Object(error) as { readonly code?: unknown };
    if (code === streamIsFull) return 'full';
    if (code === messageIsTooLarge || (error instanceof Error && error.name === 'InvalidArgumentError'))
      return 'too_large';
    this.#troubleUntil = systemRuntime.now() + retryMs;
    this.#events.away(`The NATS server does not take entries (${reasonOf(error)}). This is tried again.`);
    return 'away';
  }

  /** Says when the connection is lost and when it is back. */
  async #watch(): Promise<void> {
    for await (const { type } of this.#nats.connection.status()) {
      if (type === 'disconnect' && !this.#isClosed) {
        this.#isConnected = false;
        this.#messages?.stop(); // the server no longer knows that it was asked
        this.#events.away('The connection to the NATS server is lost. This is tried again.');
      }
      if (type === 'reconnect') {
        this.#isConnected = true;
        this.#troubleUntil = 0;
        this.#events.back();
        this.#sweep();
      }
    }
  }

  #sweep(): void {
    if (this.#isConnected) sweepStream(this.#nats, this.#names).catch(() => undefined); // there is a next time
  }

  /** Receives until it is closed, as there is room: without asking it for so many, a server sends all that it has. */
  async #consume(): Promise<void> {
    this.#isPulling = true;
    const { stream, consumer: name } = this.#names;
    while (!this.#isClosed) {
      try {
        const consumer = await this.#nats.client.consumers.get(stream, name);
        while (this.#isConnected && !this.#isClosed) {
          this.#messages = await consumer.fetch({ max_messages: fetched, expires: fetchMs });
          for await (const message of this.#messages) this.#receive(message);
          await this.#room();
        }
      } catch (error) {
        this.#events.problem(`Entries cannot be pulled (${reasonOf(error)}). This is tried again.`);
      }
      if (!this.#isClosed) await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  async #room(): Promise<void> {
    if (this.#received.size < fetched || this.#isClosed) return;
    await new Promise<void>((resolve) => {
      this.#hasRoom = resolve;
    });
    this.#hasRoom = undefined;
  }

  #receive(message: JsMsg): void {
    this.#unsettled.add(message);
    this.#received.push(message);
    this.#wake?.();
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      const timer = systemRuntime.timer(pullWaitMs, () => this.#wake?.());
      this.#wake = () => {
        this.#wake = undefined;
        timer.cancel();
        resolve();
      };
    });
  }

  #pulled(message: JsMsg, entry: QueueEntry): PulledEntry {
    return {
      entry,
      deliveries: message.info.deliveryCount,
      ack: () => this.#settle(message, () => message.ack()),
      nak: (delayMs) => this.#settle(message, () => message.nak(delayMs)),
      deadLetter: (reason) => this.#putAside(message, entry, reason),
    };
  }

  async #putAside(message: JsMsg, entry: QueueEntry, reason: string): Promise<boolean> {
    try {
      const headers = this.#nats.headers();
      headers.set(labelHeader, labelText(entry));
      headers.set(reasonHeader, encodeURIComponent(reason));
      const options = { msgID: `${keyOf(entry)}/${message.seq}`, timeout: publishMs, headers };
      await this.#nats.client.publish(this.#names.deadSubject, entry.bytes, options);
      // Not `term`: servers before 2.10 keep such a message in the stream.
      this.#settle(message, () => message.ack());
      return true;
    } catch {
      this.#settle(message, () => message.nak(retryMs));
      return false;
    }
  }

  /** What is not sent by a lost connection is made up for by the server: the message comes again. */
  #settle(message: JsMsg, send: () => void): void {
    if (!this.#unsettled.delete(message)) return;
    try {
      send();
    } catch {
      // see above
    }
  }

  #keepUnsettled(): void {
    if (!this.#isConnected) return;
    for (const message of this.#unsettled) message.working();
  }
}

const streamIsFull = 10_077;
const messageIsTooLarge = 10_054;

/** Without a copy. */
const bufferOf = ({ data }: JsMsg): Buffer => Buffer.from(data.buffer, data.byteOffset, data.length);
