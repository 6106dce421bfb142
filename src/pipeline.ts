import type { Config } from './config';
import type { Diagnostics } from './diagnostics';
import { encode, encodeDraft } from './encode';
import { type Accepted, Intake } from './intake';
import { Judgement } from './judgement';
import type { LogEvents } from './log-events';
import { toModelEventDraft } from './mapping';
import type { CreateModelEvent } from './mapping/model-event';
import { completed, type ModelEventDraft } from './mapping/model-event-draft';
import { toV1Event } from './mapping/v1-event';
import { Metrics } from './metrics';
import { OpenOutbox } from './open-outbox';
import { priceFrom } from './prices';

/** What a span passes on its way to HoneyHive, in this order. */
export interface Pipeline {
  readonly judgement: Judgement;
  readonly intake: Intake;
  readonly delivery: OpenOutbox;
}

/** @param settle given each call that had to wait, once it is judged again */
export function openPipeline(
  config: Config,
  diagnostics: Diagnostics,
  logEvents: LogEvents,
  settle: ConstructorParameters<typeof Judgement>[2],
): Pipeline {
  const { project, source, captureContent, maxMediaBytes, maxRecordBytes, api } = config;
  const price = priceFrom(config.cost, () =>
    diagnostics.notice('cost', 'The function given as `cost` throws, so calls are sent without one.'),
  );
  const judgement = new Judgement(config.suppressNested, (traceId, spanId) => logEvents.has(traceId, spanId), settle);
  const map = ({ span, logs, ancestry }: Accepted): ModelEventDraft | 'told' | undefined => {
    span.spanContext(); // a record takes its id from there: one without could not be told from others
    const attributes = ancestry?.inheritedBy(span);
    const options = { project, source, captureContent, maxMediaBytes, price, logs, attributes };
    const draft = toModelEventDraft(span, options, maxRecordBytes);
    return draft !== undefined && judgement.isTold(draft) ? 'told' : draft;
  };
  const encodeRecord = (record: CreateModelEvent): Buffer =>
    encode(api === 'v1' ? toV1Event(record) : record, maxRecordBytes);
  const making = {
    map,
    encode: (draft: ModelEventDraft): Buffer =>
      api === 'v1' ? encodeRecord(completed(draft)) : encodeDraft(draft, maxRecordBytes),
    encodeRedacted: encodeRecord,
  };
  const metrics = new Metrics(config.url, config.maxQueueRecords);
  diagnostics.observe(metrics);
  const delivery: OpenOutbox = new OpenOutbox(config, diagnostics, metrics, () => intake.resume());
  const intake: Intake = new Intake(config, making, delivery.outbox, diagnostics);
  return { judgement, intake, delivery };
}
