import type { Config } from '../config/config';
import type { OpenSpan } from '../context/span-start';
import type { Accepted, WitnessedCall } from '../correlation/ended-call';
import { Drafts } from '../correlation/enrichment';
import { Witnesses } from '../correlation/enrichment-window';
import { Judgement } from '../correlation/span-classifier';
import { isModelCall, toModelEventDraft } from '../mapping';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { completed, type ModelEventDraft } from '../mapping/record/model-event-draft';
import { toV1Event } from '../mapping/record/v1-event';
import type { Diagnostics } from '../observability/diagnostics';
import { Metrics } from '../observability/metrics';
import { priceFrom } from '../providers/prices';
import { encode, encodeDraft } from './encode';
import { Arrivals } from './end-of-turn-buffer';
import type { LogEvents } from './log-event-store';
import { OpenOutbox } from './open-delivery';
import { Intake } from './record-queue';

/** What a span passes on its way to HoneyHive, in this order. */
export interface Pipeline {
  readonly arrivals: Arrivals;
  readonly judgement: Judgement;
  readonly witnesses: Witnesses;
  readonly drafts: Drafts;
  readonly intake: Intake;
  readonly delivery: OpenOutbox;
}

/** What becomes of spans that have waited. */
export interface Onward {
  /** The turn in which it ended is over. */
  readonly arrived: ConstructorParameters<typeof Arrivals>[0];
  /** It is judged again. */
  readonly settle: ConstructorParameters<typeof Judgement>[2];
  /** Nobody is left who may tell of the call. */
  readonly witnessed: (call: WitnessedCall) => void;
  /** A span that was taken for a call's witness is a call of its own. */
  readonly accept: (accepted: Accepted) => void;
}

export function openPipeline(
  config: Config,
  diagnostics: Diagnostics,
  logEvents: LogEvents,
  { arrived, settle, witnessed, accept }: Onward,
): Pipeline {
  const { project, source, captureContent, maxMediaBytes, maxRecordBytes, api, redact } = config;
  const arrivals = new Arrivals(arrived);
  const price = priceFrom(config.cost, () =>
    diagnostics.notice('cost', 'The function given as `cost` throws, so calls are sent without one.'),
  );
  const judgement = new Judgement(config.suppressNested, (traceId, spanId) => logEvents.has(traceId, spanId), settle);
  const isOpenCall = ({ attributes }: OpenSpan): boolean => attributes !== undefined && isModelCall({ attributes });
  const witnesses = new Witnesses(isOpenCall, witnessed);
  // Whoever looks at a record wants it parsed.
  const maxCopiedChars = redact === undefined && api === 'model' ? maxRecordBytes : undefined;
  const draft = ({ span, logs, ancestry }: Accepted): ModelEventDraft | undefined => {
    span.spanContext(); // a record takes its id from there: one without could not be told from others
    const attributes = ancestry?.inheritedBy(span);
    const options = { project, source, captureContent, maxMediaBytes, price, logs, attributes };
    return toModelEventDraft(span, options, maxCopiedChars);
  };
  const drafts = new Drafts(draft, judgement, diagnostics, accept);
  const encodeRecord = (record: CreateModelEvent): Buffer =>
    encode(api === 'v1' ? toV1Event(record) : record, maxRecordBytes);
  const making = {
    map: (accepted: Accepted) => drafts.make(accepted),
    encode: (draft: ModelEventDraft, weight: number): Buffer =>
      api === 'v1' ? encodeRecord(completed(draft)) : encodeDraft(draft, maxRecordBytes, weight),
    encodeRedacted: encodeRecord,
  };
  const metrics = new Metrics(config.url, config.maxQueueRecords, () => arrivals.settle());
  diagnostics.observe(metrics);
  const delivery: OpenOutbox = new OpenOutbox(config, diagnostics, metrics, () => intake.resume());
  const intake: Intake = new Intake(config, making, delivery.outbox, diagnostics);
  return { arrivals, judgement, witnesses, drafts, intake, delivery };
}
