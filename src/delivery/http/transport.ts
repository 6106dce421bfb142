import { setMaxListeners } from 'node:events';
import { validateHeaderValue } from 'node:http';
import { withoutTracing } from '../../runtime/otel/suppress-tracing';
import type { Batch } from '../batch';
import type { Form } from '../single/single-request';
import { proxyNameFor } from './agent';
import { FetchClient } from './fetch-client';
import { NodeClient, type NodeClientOptions } from './node-client';
import type { Outcome } from './outcome';
import { type LearnedBySender, Sender, type SenderOptions } from './sender';
import type { SingleOutcome } from './single-outcome';

export interface TransportOptions extends SenderOptions, NodeClientOptions {
  /** Sends instead of `node:http`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Makes requests to one server: posts batches to one address, and single requests to others. */
export class Transport {
  readonly #closing = new AbortController();
  readonly #sender: Sender;

  /** @throws TypeError if a header cannot be sent; its message does not hold the value */
  constructor(options: TransportOptions) {
    for (const [name, value] of Object.entries(options.headers)) validateHeaderValue(name, value);
    const { signal } = this.#closing;
    setMaxListeners(0, signal); // one for every tunnel that is being opened
    const { fetch, agent, url } = options;
    const proxy = fetch === undefined && agent === undefined ? proxyNameFor(url) : undefined;
    const client = fetch === undefined ? new NodeClient(options, signal) : new FetchClient(fetch);
    this.#sender = new Sender({ proxy, ...options }, client);
  }

  /** Sends one batch. Never rejects, and settles by the request timeout whatever the network does. */
  send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    return withoutTracing(() => this.#sender.send(batch, signal));
  }

  /** The same of a request for one session or event. */
  sendSingle(form: Form, id: string, signal: AbortSignal): Promise<SingleOutcome> {
    return withoutTracing(() => this.#sender.sendSingle(form, id, signal));
  }

  /** Has the key's function called before there is a request. */
  fetchKey(): void {
    withoutTracing(() => this.#sender.fetchKey());
  }

  get learned(): LearnedBySender {
    return this.#sender.learned;
  }

  /** Closes every connection. */
  close(): void {
    this.#closing.abort();
  }
}
