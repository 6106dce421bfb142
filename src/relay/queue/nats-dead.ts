import { type Nats, reasonOf } from './nats-connection';
import { labelHeader, reasonHeader } from './nats-queue';
import { namesOf, type StreamNames } from './nats-stream';
import type { DeadLetter, DeadLetters } from './queue';
import { keyOf, labelIn, labelText } from './queue-entry';

/** The dead letters of a queue in NATS: a stream of their own. */
export class NatsDeadLetters implements DeadLetters {
  readonly #nats: Nats;
  readonly #names: StreamNames;
  readonly #places = new WeakMap<DeadLetter, number>();

  constructor(nats: Nats, stream: string) {
    this.#nats = nats;
    this.#names = namesOf(stream);
  }

  async list(): Promise<readonly DeadLetter[]> {
    const { streams } = this.#nats.manager;
    const letters: DeadLetter[] = [];
    const { state } = await streams.info(this.#names.dead).catch((error: unknown) => {
      throw new Error(`The dead letters cannot be read (${reasonOf(error)}). Is there a stream "${this.#names.dead}"?`);
    });
    for (let seq = state.first_seq; state.messages > 0 && seq <= state.last_seq; seq += 1) {
      const message = await streams.getMessage(this.#names.dead, { seq }).catch(() => null); // it was dropped
      const label = labelIn(message?.header.get(labelHeader) ?? '');
      if (message === null || label === undefined) continue;
      const entry = { ...label, bytes: Buffer.from(message.data) };
      const letter = {
        entry,
        reason: decodeURIComponent(message.header.get(reasonHeader)),
        at: message.time.getTime(),
      };
      this.#places.set(letter, seq);
      letters.push(letter);
    }
    return letters;
  }

  async retry(letters: readonly DeadLetter[]): Promise<void> {
    for (const letter of letters) {
      const { entry, at } = letter;
      const headers = this.#nats.headers();
      headers.set(labelHeader, labelText(entry));
      // Of its own: under the one that it had, the server may take it for a repetition.
      await this.#nats.client.publish(this.#names.subject, entry.bytes, {
        msgID: `${keyOf(entry)}/retry/${at}`,
        headers,
      });
      await this.drop([letter]);
    }
  }

  async drop(letters: readonly DeadLetter[]): Promise<void> {
    for (const letter of letters) {
      const seq = this.#places.get(letter);
      if (seq !== undefined) await this.#nats.manager.streams.deleteMessage(this.#names.dead, seq);
    }
  }

  async close(): Promise<void> {
    await this.#nats.connection.close();
  }
}
