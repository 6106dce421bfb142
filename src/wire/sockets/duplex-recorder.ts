import type { Verdict } from '../http/recording';
import { type SocketOwner, SocketRecorder } from './socket-recorder';

/** Records a request whose two bodies are streams of messages that pass at the same time, as a socket is recorded. */
export class DuplexRecorder {
  readonly #recorder: SocketRecorder;
  #status = 200;

  constructor(url: string, owner: SocketOwner) {
    this.#recorder = new SocketRecorder({ url, onClosed: () => undefined }, owner);
  }

  requestChunk(chunk: unknown, encoding?: BufferEncoding): void {
    this.#recorder.sent(chunk, encoding);
  }

  responseHead(status: number): void {
    this.#status = status;
  }

  responseChunk(chunk: unknown): void {
    this.#recorder.received(chunk);
  }

  done(verdict: Verdict, error?: unknown): void {
    if (this.#status >= 400) this.#recorder.ended(refused(this.#status));
    else if (verdict === 'error') this.#recorder.closed(error ?? { code: 'error' });
    else this.#recorder.ended({ verdict, error: undefined });
  }
}

const refused = (status: number) => ({
  verdict: 'error' as const,
  error: { code: String(status), message: 'The request was refused' },
});
