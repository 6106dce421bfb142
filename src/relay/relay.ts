import type { Config } from '../config/config';
import type { Report } from '../delivery/record';
import { Diagnostics } from '../observability/diagnostics';
import { OtlpIntake } from '../otlp/http/intake';
import type { Log } from '../runtime/log';
import { systemRuntime } from '../runtime/runtime';
import { Access } from './accept/access';
import { type Accepting, handlersOf } from './accept/handlers';
import { Intake } from './accept/intake';
import { RelayOtlpTarget } from './accept/otlp-target';
import { BodyReader } from './accept/request-body';
import { RelayServer } from './accept/server';
import { SpanChain } from './accept/span-chain';
import { Drain } from './drain/drain';
import { Outlet } from './drain/outlet';
import { RelayMetrics } from './metrics';
import type { RelayOptions } from './options';
import type { Queue } from './queue/queue';
import type { RelayLog } from './relay-log';

const MiB = 2 ** 20;

/** Of one record. HoneyHive's own SDK has the same for a span. */
const maxRecordBytes = 10 * MiB;
const maxRecords = 10_000;
const maxSpans = 100_000;
const maxOpenBytes = 256 * MiB;
const hold = { maxWaitMs: 8000, maxBytes: 64 * MiB };
const headTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
/** Load balancers see that it is not ready before it takes no more connections. */
const unreadyMs = 500;
/** Of the end, in milliseconds. */
const endMs = { requests: 3000, delivery: 5000 };
/** Entries in the hand of the delivery, whose own limits are above. */
const inHand = { maxRecords: 2000, maxBytes: 24 * MiB };

/** What was made for one relay. */
export interface RelayParts {
  readonly queue: Queue;
  readonly config: Config;
  /** Those that apps may send with. */
  readonly tokens: string;
  readonly log: RelayLog;
}

/** Accepts what apps send, and delivers what the queue has: both, or one of them. */
export class Relay {
  readonly #options: RelayOptions;
  readonly #parts: RelayParts;
  readonly #server: RelayServer;
  readonly #drain: Drain | undefined;
  /** Where spans become records. */
  readonly #spans: RelayOtlpTarget | undefined;
  #isStopping = false;
  #stopped: Promise<void> | undefined;

  /** @throws an Error that says what to do */
  constructor(options: RelayOptions, parts: RelayParts) {
    this.#options = options;
    this.#parts = parts;
    const { queue, tokens, log } = parts;
    const { maxBodyBytes: maxBytes, maxConnections } = options;
    const metrics = new RelayMetrics();
    const accepting = options.accepts ? acceptingOf(options, parts, metrics) : undefined;
    this.#spans = accepting?.spans;
    const handlerAt = handlersOf({ accepting, queue, metrics, state: this });
    const bodies = new BodyReader({ maxBytes, maxOpenBytes });
    const access = new Access(tokens, options.host);
    const limits = { maxConnections, headTimeoutMs, requestTimeoutMs };
    this.#server = new RelayServer({ handlerAt, access, bodies, metrics, log }, limits);
    this.#drain = options.drains ? drainOf(parts, metrics) : undefined;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** @throws the system's error if the port is taken */
  async start(): Promise<void> {
    const { host, accepts, drains } = this.#options;
    const port = await this.#server.listen(this.#options.port, host);
    this.#drain?.start();
    this.#parts.log('info', 'listening', { host, port, accepts: String(accepts), drains: String(drains) });
  }

  /** Finishes what is on its way, and gives the rest back to the queue: in ten seconds at most. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#isStopping = true;
    this.#parts.log('info', 'stopping');
    await new Promise((resolve) => setTimeout(resolve, unreadyMs));
    await Promise.all([this.#spans?.close(), this.#server.close(endMs.requests)]);
    await this.#drain?.stop(endMs.delivery);
    await this.#parts.queue.close();
    this.#parts.log('info', 'stopped');
  }
}

function acceptingOf(options: RelayOptions, { queue, config, log }: RelayParts, metrics: RelayMetrics) {
  const maxBytes = 4 * options.maxBodyBytes;
  const limits = { maxRecords, maxRecordBytes: Math.min(maxRecordBytes, queue.maxEntryBytes) };
  const intake = new Intake(queue, limits, metrics);
  const chain = new SpanChain(config, intake, limits.maxRecordBytes, noticeTo(log));
  const spans = new RelayOtlpTarget(queue, chain, { ...hold, waitMs: options.traceWaitMs });
  const otlp = new OtlpIntake(spans, { maxBytes, maxItems: maxSpans });
  return { intake, otlp, maxPlainBytes: maxBytes, spans } satisfies Accepting & { readonly spans: RelayOtlpTarget };
}

function drainOf({ queue, config, log }: RelayParts, metrics: RelayMetrics): Drain {
  const outlet = new Outlet(config, reportTo(log), metrics, () => drain.attempted());
  const drain = new Drain(queue, outlet, inHand, { metrics, log });
  return drain;
}

/** What it says of starts and updates that are refused: the relay has them among the dead letters. */
const isOfSingle = /^(?:session|update):/;

/** What is counted is counted by the queue; sentences are written once a minute each. */
function reportTo(log: RelayLog): Report {
  const diagnostics = new Diagnostics(systemRuntime.now, noticeTo(log));
  return {
    accepted: () => undefined,
    delivered: () => undefined,
    lost: () => undefined,
    roomAgain: () => undefined,
    notice: (key, sentence) => {
      if (!isOfSingle.test(key)) diagnostics.notice(key, sentence);
    },
  };
}

/** Sentences of the exporter's own parts. */
export const noticeTo =
  (log: RelayLog): Log =>
  (level, message) =>
    log(level, 'notice', { message });
