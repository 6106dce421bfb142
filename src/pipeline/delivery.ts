import type { Config } from '../config/config';
import { type Batch, type Envelope, modelEvents, toBatches, v1Events } from '../delivery/batch';
import type { Destination } from '../delivery/destination';
import { isInClear } from '../delivery/http/api-key';
import type { Outcome } from '../delivery/http/outcome';
import { Transport } from '../delivery/http/transport';
import { Outbox } from '../delivery/outbox';
import type { Report } from '../delivery/record';
import type { Spool } from '../delivery/spool/spool';
import type { Metrics } from '../observability/metrics';
import { systemRuntime } from '../runtime/runtime';
import { version } from '../version';
import { shorten } from './encode';
import type { Undelivered } from './undelivered';

const endpoints = {
  model: { path: '/events/model/batch', envelope: modelEvents },
  v1: { path: '/v1/events/batch', envelope: v1Events },
} as const;

const maxAgeInMemoryMs = 15 * 60_000;
const maxAgeOnDiskMs = 48 * 3_600_000;

/** Loaded only if it is asked for, as few apps do. */
function openSpool(config: Config, report: Report): Spool | undefined {
  const { spoolDirectory: directory, maxSpoolBytes: maxBytes, spoolFsync: fsync, api: format } = config;
  if (directory === undefined) return undefined;
  const { Spool } = require('../delivery/spool/spool') as typeof import('../delivery/spool/spool');
  return new Spool({ directory, maxBytes, fsync, format }, report, systemRuntime);
}

/** Sends what the outbox has to the endpoint that the configuration names. */
export class Delivery implements Destination {
  readonly outbox: Outbox;
  readonly envelope: Envelope;
  readonly shorten = shorten;
  readonly spool: Spool | undefined;
  readonly #config: Config;
  readonly #metrics: Metrics;
  readonly #onAnswer: () => void;
  readonly #url: URL;
  readonly #transport: Transport;

  /** @param onAnswer called after each attempt, whatever came of it */
  constructor(config: Config, report: Report, metrics: Metrics, onAnswer: () => void) {
    this.#config = config;
    this.#metrics = metrics;
    this.#onAnswer = onAnswer;
    const { path, envelope } = endpoints[config.api];
    this.envelope = envelope;
    this.#url = new URL(`${config.url}${path}`);
    this.#transport = new Transport({ ...config, url: this.#url, userAgent });
    this.spool = openSpool(config, report);
    const { maxRetryAgeMs = this.spool === undefined ? maxAgeInMemoryMs : maxAgeOnDiskMs } = config;
    this.outbox = new Outbox(this, { ...config, maxRetryAgeMs }, report, systemRuntime);
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const start = systemRuntime.now();
    const outcome = await this.#transport.send(batch, signal);
    const seconds = (systemRuntime.now() - start) / 1000;
    this.#metrics.attempted(seconds, outcome.kind === 'delivered' ? undefined : outcome.kind);
    this.#onAnswer();
    return outcome;
  }

  async shutdown(timeoutMs: number): Promise<void> {
    await this.outbox.shutdown(timeoutMs);
    this.#transport.close();
  }

  /** Everything pending, requests in flight included: HoneyHive recognises a repeated delivery by its ids. */
  undelivered(): Undelivered {
    const { apiKey, headers, maxBatchRecords, maxBatchBytes, allowInsecure } = this.#config;
    const limits = { maxRecords: maxBatchRecords, maxBytes: maxBatchBytes };
    // A key that a function returns cannot be awaited when a process ends, and none is sent in clear text.
    const isPossible = typeof apiKey === 'string' && (allowInsecure || !isInClear(this.#url));
    const records = this.outbox.drainForExit();
    const bodies = toBatches(isPossible ? records : [], limits, this.envelope).map(({ body }) => Buffer.concat(body));
    const ours = {
      authorization: `Bearer ${String(apiKey)}`,
      'content-type': 'application/json',
      'user-agent': userAgent,
    };
    return { url: this.#url.href, headers: { ...headers, ...ours }, bodies };
  }
}

const userAgent = `opentelemetry-exporter-honeyhive/${version}`;
