import type { Config } from '../config/config';
import { type Envelope, modelEvents, toBatches, v1Events } from '../delivery/batch';
import type { Send } from '../delivery/destination';
import { isInClear } from '../delivery/http/api-key';
import { createTransport, type Transport } from '../delivery/http/transport';
import { Outbox } from '../delivery/outbox';
import type { Report } from '../delivery/record';
import type { Spool } from '../delivery/spool/spool';
import type { Metrics } from '../observability/metrics';
import { systemRuntime } from '../runtime/runtime';
import { version } from '../version';
import { shorten } from './encode';

/** Requests for whoever outlives the exporter: the thread that posts while a process ends. */
export interface Undelivered {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly Buffer[];
}

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

/** An outbox and the transport behind it, as the configuration asks. */
export class OpenDelivery {
  readonly outbox: Outbox;
  readonly #config: Config;
  readonly #url: URL;
  readonly #envelope: Envelope;
  readonly #transport: Transport;

  /** @param onAnswer called after each attempt, whatever came of it */
  constructor(config: Config, report: Report, metrics: Metrics, onAnswer: () => void) {
    this.#config = config;
    const { path, envelope } = endpoints[config.api];
    this.#url = new URL(`${config.url}${path}`);
    this.#envelope = envelope;
    this.#transport = createTransport({ ...config, url: this.#url, userAgent });
    const send: Send = async (batch, signal) => {
      const start = systemRuntime.now();
      const outcome = await this.#transport.send(batch, signal);
      metrics.attempted((systemRuntime.now() - start) / 1000, outcome.kind === 'delivered' ? undefined : outcome.kind);
      onAnswer();
      return outcome;
    };
    const spool = openSpool(config, report);
    const { maxRetryAgeMs = spool === undefined ? maxAgeInMemoryMs : maxAgeOnDiskMs } = config;
    this.outbox = new Outbox({ send, envelope, shorten, spool }, { ...config, maxRetryAgeMs }, report, systemRuntime);
  }

  async shutdown(timeoutMs: number): Promise<void> {
    await this.outbox.shutdown(timeoutMs);
    this.#transport.close();
  }

  /** Everything pending, requests under way included: a repeated delivery is recognised by its ids. */
  undelivered(): Undelivered {
    const { apiKey, headers, maxBatchRecords, maxBatchBytes, allowInsecure } = this.#config;
    const limits = { maxRecords: maxBatchRecords, maxBytes: maxBatchBytes };
    // A key that must be asked for cannot be had when a process ends, and one that must not be overheard is not sent.
    const isPossible = typeof apiKey === 'string' && (allowInsecure || !isInClear(this.#url));
    const records = this.outbox.drainForExit();
    const bodies = toBatches(isPossible ? records : [], limits, this.#envelope).map(({ body }) => Buffer.concat(body));
    const ours = {
      authorization: `Bearer ${String(apiKey)}`,
      'content-type': 'application/json',
      'user-agent': userAgent,
    };
    return { url: this.#url.href, headers: { ...headers, ...ours }, bodies };
  }
}

const userAgent = `opentelemetry-exporter-honeyhive/${version}`;
