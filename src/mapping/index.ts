import type { Price } from '../providers/cost';
import type { Steps } from '../runtime/steps';
import { hasContentAttribute } from './extract/extract-facts';
import { modelCallDialect } from './extract/span-recognition';
import { defaultMaxMediaBytes } from './media/large-media';
import type { StepEventDraft } from './record/event-draft';
import type { CreateModelEvent } from './record/model-event';
import { completed, type ModelEventDraft } from './record/model-event-draft';
import { draftingModelEvent, draftModelEvent, type WriterOptions } from './record/model-event-writer';
import type { Attributes } from './span/attribute-names';
import { logsSnapshot, objectSnapshot, spanSnapshot } from './span/span-snapshot';
import { type LogEvent, type ReadableSpan, type SpanView, viewOf } from './span/span-view';
import { type Step, stepOf } from './steps/step-recognition';
import { draftStepEvent } from './steps/step-writer';

export { baggageAttribute } from './dialects/baggage';
export { isReadByName } from './extract/attribute-index';
export { isInherited, isInheritedByChildren } from './extract/attribute-scope';
export { isModelStep, isToolCall } from './extract/span-recognition';

export interface MapOptions {
  /** For spans that name no project of their own. */
  readonly project?: string | undefined;
  readonly source?: string | undefined;
  /** Attributes of a resource, for spans whose own resource does not have them. */
  readonly resource?: Attributes | undefined;
  /** Log events of this span, in their order. */
  readonly logs?: readonly LogEvent[] | undefined;
  /** `false` leaves all content out of the record: prompts, answers, tools, templates. */
  readonly captureContent?: boolean | undefined;
  /** Base64 media of more bytes are replaced by their type, size and SHA-256. Default: 4096. */
  readonly maxMediaBytes?: number | undefined;
  /** Computes the cost of a call where the span does not have it. Must not throw. */
  readonly price?: Price | undefined;
  /** Attributes that the span inherits; they win over its own. */
  readonly attributes?: Attributes | undefined;
}

/**
 * Whether a span is a model call: exactly when {@link toModelEvent} makes a record of it. Looks at a handful of attributes, since
 * it is called for spans of every kind. Never throws.
 */
export const isModelCall = (span: Pick<ReadableSpan, 'attributes'>): boolean => dialectOf(span) !== undefined;

/** Whether a span has any content: prompts, answers, tools. */
export const hasContent = (span: Pick<ReadableSpan, 'attributes'>): boolean => hasContentAttribute(span.attributes);

/**
 * The record of a model call, `undefined` if the span is none. The span is only read, and the same span always gives the same
 * record. Never throws: what cannot be read is left out.
 */
export function toModelEvent(span: ReadableSpan, options: MapOptions = {}): CreateModelEvent | undefined {
  const draft = toModelEventDraft(span, options);
  return draft && completed(draft);
}

/**
 * The same record for callers that only need its JSON.
 * @param maxChars conversations of up to so many characters are copied as JSON where possible; default: none
 */
export function toModelEventDraft(
  span: ReadableSpan,
  options: MapOptions,
  maxChars?: number,
): ModelEventDraft | undefined {
  const dialect = dialectOf(span);
  if (dialect === undefined) return undefined;
  const writerOptions = writerOptionsOf(options);
  try {
    return draftModelEvent(quickView(span, options, maxChars), dialect, writerOptions);
  } catch {
    return draftModelEvent(safeView(span, options), dialect, writerOptions);
  }
}

/** The same in steps: all is read, and then each part of the content is written. */
export function* draftingInSteps(
  span: ReadableSpan,
  options: MapOptions,
  maxChars?: number,
): Steps<ModelEventDraft | undefined> {
  const dialect = dialectOf(span);
  if (dialect === undefined) return undefined;
  const writerOptions = writerOptionsOf(options);
  try {
    return yield* draftingModelEvent(quickView(span, options, maxChars), dialect, writerOptions);
  } catch {
    return yield* draftingModelEvent(safeView(span, options), dialect, writerOptions);
  }
}

/** What is read of a span to know whether it is a step. */
export type StepSpan = Partial<
  Pick<ReadableSpan, 'name' | 'attributes' | 'instrumentationScope' | 'instrumentationLibrary'>
>;

/**
 * Whether a span, which may be open, is an agent, a chain or a tool; `undefined` if it is none of them, or a model call. Never
 * throws.
 */
export function stepOfSpan(span: StepSpan): Step | undefined {
  const { attributes = {} } = span;
  if (dialectOf({ attributes }) !== undefined) return undefined;
  const start = { name: span.name, scope: (span.instrumentationScope ?? span.instrumentationLibrary)?.name };
  try {
    return stepOf(attributes, start);
  } catch {
    return stepOf(
      objectSnapshot(() => attributes),
      start,
    );
  }
}

/** The record of a step. The span is only read. Never throws: what cannot be read is left out. */
export function toStepEventDraft(span: ReadableSpan, step: Step, options: MapOptions): StepEventDraft {
  const writerOptions = writerOptionsOf(options);
  try {
    return draftStepEvent(quickView(span, options, undefined), step, writerOptions);
  } catch {
    return draftStepEvent(safeView(span, options), step, writerOptions);
  }
}

function writerOptionsOf(options: MapOptions): WriterOptions {
  const {
    project,
    source,
    resource,
    attributes,
    price,
    captureContent = true,
    maxMediaBytes = defaultMaxMediaBytes,
  } = options;
  return { project, source, resource, captureContent, price, maxMediaBytes, isEnriched: attributes !== undefined };
}

function quickView(
  span: ReadableSpan,
  { logs, attributes, maxMediaBytes = defaultMaxMediaBytes }: MapOptions,
  maxChars: number | undefined,
): SpanView {
  return viewOf(span, logs, attributes, maxChars === undefined ? undefined : { maxChars, maxMediaBytes });
}

/** Only getters and proxies throw. A snapshot has none. */
const safeView = (span: ReadableSpan, { logs, attributes }: MapOptions): SpanView =>
  viewOf(
    spanSnapshot(span),
    logsSnapshot(() => logs),
    attributes && objectSnapshot(() => attributes),
  );

function dialectOf(span: Pick<ReadableSpan, 'attributes'>): string | undefined {
  try {
    return modelCallDialect(span.attributes);
  } catch {
    return modelCallDialect(objectSnapshot(() => span.attributes));
  }
}
