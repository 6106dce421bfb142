import { type Batch, type Envelope, modelEvents, v1Events } from '../delivery/batch';
import type { Destination, SingleDestination } from '../delivery/destination';
import { type Attempt, attemptLine } from '../delivery/http/attempt';
import type { Outcome } from '../delivery/http/outcome';
import { Transport } from '../delivery/http/transport';
import { Outbox } from '../delivery/outbox';
import type { Report } from '../delivery/record';
import type { Trouble } from '../delivery/send/endpoint-state';
import type { Spool } from '../delivery/spool/spool';
import { logDebug } from '../runtime/log';
import { systemRuntime } from '../runtime/runtime';
import { endpointOf, userAgent } from './destination/endpoint';
import { shorten } from './encode';
import { type DeliveryConfig, type Handover, portable, type Unportable } from './handover';
import { SingleRequests } from './single/single-requests';

const envelopes = { model: modelEvents, v1: v1Events } as const;

const maxAgeInMemoryMs = 15 * 60_000;
const maxAgeOnDiskMs = 48 * 3_600_000;

/** Sends what the outbox has to the endpoint that the configuration names. */
export class Delivery implements Destination {
  readonly outbox: Outbox;
  readonly envelope: Envelope;
  readonly singles: SingleDestination;
  readonly shorten = shorten;
  readonly spool: Spool | undefined;
  readonly #config: DeliveryConfig;
  readonly #onAttempt: (seconds: number, outcome: Outcome) => void;
  readonly #transport: Transport;

  /** @param onAttempt called after each attempt, with its duration and its outcome */
  constructor(
    config: DeliveryConfig,
    spool: Spool | undefined,
    report: Report,
    onAttempt: (seconds: number, outcome: Outcome) => void,
  ) {
    this.#config = config;
    this.#onAttempt = onAttempt;
    this.envelope = envelopes[config.api];
    const url = endpointOf(config);
    this.#transport = new Transport({ ...config, url, userAgent, onAttempt: config.debug ? logAttempt : undefined });
    this.spool = spool;
    const requests = new SingleRequests(config.url, config.api);
    this.singles = {
      send: (form, id, signal) => this.#transport.sendSingle(form, id, signal),
      startOf: (start) => requests.startOf(start),
      updateOf: (update) => requests.updateOf(update),
    };
    const { maxRetryAgeMs = spool === undefined ? maxAgeInMemoryMs : maxAgeOnDiskMs } = config;
    this.outbox = new Outbox(this, { ...config, maxRetryAgeMs }, report, systemRuntime);
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const start = systemRuntime.now();
    const outcome = await this.#transport.send(batch, signal);
    this.#onAttempt((systemRuntime.now() - start) / 1000, outcome);
    return outcome;
  }

  async shutdown(timeoutMs: number): Promise<void> {
    await this.outbox.shutdown(timeoutMs);
    this.#transport.close();
  }

  /** Has the key's function called, if there is one, since {@link handOver} cannot wait for it. */
  prepareHandover(): void {
    this.#transport.fetchKey();
  }

  /** What a delivery in another thread needs to go on when this one stops; or why it could deliver nothing. */
  handOver(): Handover | Unportable | Trouble {
    const { learned, trouble } = this.outbox;
    if (learned === undefined) return trouble;
    const config = portable(this.#config, this.#transport.learned);
    if (typeof config === 'string') return config;
    this.outbox.stop();
    this.#transport.close(); // its requests are made again, and its connections count against the limit
    return { config, learned };
  }
}

const logAttempt = (attempt: Attempt): void => logDebug(attemptLine(attempt));
