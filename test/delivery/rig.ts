import { type Batch, modelEvents } from '../../src/delivery/batch';
import type { Outcome } from '../../src/delivery/http/outcome';
import type { SingleOutcome } from '../../src/delivery/http/single-outcome';
import { Outbox, type OutboxLimits } from '../../src/delivery/outbox';
import type { Report, Shorten, Verdict } from '../../src/delivery/record';
import type { SessionStart } from '../../src/delivery/session-start';
import type { Form } from '../../src/delivery/single/single-request';
import type { Disk } from '../../src/delivery/spool/disk';
import { Spool, type SpoolOptions } from '../../src/delivery/spool/spool';
import type { LossReason } from '../../src/observability/loss-reason';
import { SingleRequests } from '../../src/pipeline/single/single-requests';
import { HandClock } from '../support/clock';

export const limits: OutboxLimits = {
  maxBatchRecords: 100,
  maxBatchBytes: 2 ** 20,
  maxBatchDelayMs: 1000,
  maxConcurrentRequests: 4,
  maxQueueRecords: 10_000,
  maxQueueBytes: 32 * 2 ** 20,
  maxRetryAgeMs: 15 * 60_000,
};

/** A request that was sent. */
export interface SentRequest {
  readonly at: number;
  readonly ids: readonly string[];
  readonly bytes: number;
}

/** Answers a batch, now or later. @param request counts from 1 */
export type Server = (batch: Batch, request: number) => Outcome | Promise<Outcome>;

/** A request for one session or event. */
export interface SentSingle {
  readonly at: number;
  readonly id: string;
  /** `POST /session/start` */
  readonly route: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers one of them, now or later. @param request counts from 1 */
export type SingleServer = (single: SentSingle, request: number) => SingleOutcome | Promise<SingleOutcome>;

export const delivered: Outcome = { kind: 'delivered' };
export const down: Outcome = { kind: 'unavailable', problem: 'The server answered HTTP 503.' };
export const wrongKey: Outcome = { kind: 'misconfigured', problem: 'The key is rejected.' };
export const invalid: Outcome = { kind: 'invalid', detail: 'HTTP 400' };

export interface RigOptions {
  readonly limits?: Partial<OutboxLimits>;
  readonly dice?: () => number;
  readonly shorten?: Shorten;
  readonly singles?: SingleServer;
  readonly api?: 'model' | 'v1';
  readonly spool?: SpoolOptions;
  /** That the spool is on. */
  readonly disk?: Disk;
}

/** An outbox on a hand-driven clock, with counters of its own to compare with the outbox's. */
export function rig(server: Server, options: RigOptions = {}) {
  const clock = new HandClock(options.dice);
  const requests: SentRequest[] = [];
  const singles: SentSingle[] = [];
  const forms = new SingleRequests('http://localhost', options.api ?? 'model');
  const lost: Partial<Record<LossReason, number>> = {};
  const details: (string | undefined)[] = [];
  const notices: string[] = [];
  const verdicts = new Map<string, Verdict[]>();
  const counts = { accepted: 0, delivered: 0, lost, open: 0, mostOpen: 0 };
  const report: Report = {
    accepted: (records) => {
      counts.accepted += records;
    },
    delivered: (records) => {
      counts.delivered += records;
    },
    lost: (records, reason, detail) => {
      lost[reason] = (lost[reason] ?? 0) + records;
      details.push(detail);
    },
    roomAgain: (lost) => void notices.push(`There is room again, after ${lost} were lost.`),
    notice: (_key, sentence) => void notices.push(sentence),
  };
  const spool = options.spool && new Spool(options.spool, report, clock, options.disk);
  const outbox = new Outbox(
    {
      spool,
      singles: {
        send: async ({ method, url, body }: Form, id: string) => {
          const sent = { at: clock.now(), id, route: `${method} ${url.pathname}`, body: JSON.parse(body.toString()) };
          singles.push(sent);
          return (await options.singles?.(sent, singles.length)) ?? { kind: 'delivered' };
        },
        startOf: (start) => forms.startOf(start),
        updateOf: (update) => forms.updateOf(update),
      },
      envelope: modelEvents,
      shorten: options.shorten ?? (() => undefined),
      send: async (batch) => {
        requests.push({ at: clock.now(), ids: batch.ids, bytes: batch.bytes });
        counts.open += 1;
        counts.mostOpen = Math.max(counts.mostOpen, counts.open);
        const outcome = await server(batch, requests.length);
        counts.open -= 1;
        return outcome;
      },
    },
    { ...limits, ...options.limits },
    report,
    clock,
  );
  const add = (id: string, bytes = 100, session?: SessionStart): void => {
    counts.accepted += 1;
    verdicts.set(id, []);
    outbox.add({
      id,
      bytes: Buffer.alloc(bytes, 'x'),
      session,
      onVerdict: (verdict) => void verdicts.get(id)?.push(verdict),
    });
  };
  return {
    clock,
    outbox,
    spool,
    requests,
    singles,
    counts,
    notices,
    details,
    verdicts,
    add,
    /** Adds `r0`, `r1`, … */
    addMany: (count: number, bytes?: number): void => {
      for (let index = 0; index < count; index += 1) add(`r${index}`, bytes);
    },
    /** accepted − delivered − pending − lost: 0 at every moment. */
    unaccounted: (): number =>
      counts.accepted - counts.delivered - outbox.pending - Object.values(lost).reduce((sum, count) => sum + count, 0),
  };
}

/** Answers each request with the next outcome of the list, then always with the last one. */
export const script =
  (...outcomes: readonly Outcome[]): Server =>
  (_batch, request) =>
    outcomes[Math.min(request, outcomes.length) - 1] ?? delivered;

/** Refuses batches that contain one of these records, without naming it. */
export const refusing =
  (bad: ReadonlySet<string>): Server =>
  ({ ids }) =>
    ids.some((id) => bad.has(id)) ? invalid : delivered;
