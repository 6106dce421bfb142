import type { Price } from '../providers/cost';
import { saysContent } from './extract/extract-facts';
import { modelCallDialect } from './extract/span-recognition';
import { defaultMaxMediaBytes } from './media/large-media';
import type { CreateModelEvent } from './record/model-event';
import { completed, type ModelEventDraft } from './record/model-event-draft';
import { draftModelEvent } from './record/model-event-writer';
import type { Attributes } from './span/attribute-names';
import { inertAttributes, inertLogs, inertSpan } from './span/span-snapshot';
import { type LogEvent, type ReadableSpan, viewOf } from './span/span-view';

export { isInherited, isInheritedByChildren } from './extract/attribute-scope';
export { isToolCall } from './extract/span-recognition';

export interface MapOptions {
  /** For spans that name no project of their own. */
  readonly project?: string | undefined;
  readonly source?: string | undefined;
  /** Log events of this span, in their order. */
  readonly logs?: readonly LogEvent[] | undefined;
  /** `false` keeps everything that was said out of the record: prompts, answers, tools, templates. */
  readonly captureContent?: boolean | undefined;
  /** Base64 media of more bytes are replaced by what identifies them. Default: 4096. */
  readonly maxMediaBytes?: number | undefined;
  /** What a call costs, asked where the span does not say it. Must not throw. */
  readonly price?: Price | undefined;
  /** Laid over the span's attributes: what it inherits from its context. */
  readonly attributes?: Attributes | undefined;
}

/**
 * Whether a span is a model call: exactly when {@link toModelEvent} makes a record of it. Judged by a handful of attributes,
 * since it is asked of spans of every kind. Never throws.
 */
export const isModelCall = (span: Pick<ReadableSpan, 'attributes'>): boolean => dialectOf(span) !== undefined;

/** Whether a span holds anything of what was said: prompts, answers, tools. */
export const hasContent = (span: Pick<ReadableSpan, 'attributes'>): boolean => saysContent(span.attributes);

/**
 * The record of a model call, `undefined` if the span is none. The span is only read, and the same span always gives the same
 * record. Never throws: what cannot be read is left out.
 */
export function toModelEvent(span: ReadableSpan, options: MapOptions = {}): CreateModelEvent | undefined {
  const draft = toModelEventDraft(span, options);
  return draft && completed(draft);
}

/**
 * The same for who only needs its JSON.
 * @param maxChars conversations of up to so many characters are copied as JSON where that can be done; no other one is
 */
export function toModelEventDraft(
  span: ReadableSpan,
  options: MapOptions,
  maxChars?: number,
): ModelEventDraft | undefined {
  const dialect = dialectOf(span);
  if (dialect === undefined) return undefined;
  const {
    project,
    source,
    logs,
    attributes,
    captureContent = true,
    price,
    maxMediaBytes = defaultMaxMediaBytes,
  } = options;
  const transcribes = maxChars === undefined ? undefined : { maxChars, maxMediaBytes };
  const setting = { project, source, captureContent, price, maxMediaBytes, isEnriched: attributes !== undefined };
  try {
    return draftModelEvent(viewOf(span, logs, attributes, transcribes), dialect, setting);
  } catch {
    // Only getters and proxies throw. A copy of what can be read of them has none.
    return draftModelEvent(
      viewOf(
        inertSpan(span),
        inertLogs(() => logs),
        attributes && inertAttributes(() => attributes),
      ),
      dialect,
      setting,
    );
  }
}

function dialectOf(span: Pick<ReadableSpan, 'attributes'>): string | undefined {
  try {
    return modelCallDialect(span.attributes);
  } catch {
    return modelCallDialect(inertAttributes(() => span.attributes));
  }
}
