import type { Json, JsonObject } from '../../json/json';
import { isObject, put, toJson, type Writable } from '../../json/json';
import { isId } from '../../privacy/plain-values';
import { withoutSecrets } from '../../privacy/without-secrets';
import { isReadEvent } from '../extract/attribute-index';
import type { ExtractedFacts } from '../extract/extract-facts';
import { boundedName } from '../read/bounded-name';
import { leftoverOfEvent } from '../read/event-content';
import { asAmount, asCount, asFlag, asText } from '../read/reader';
import { type SpanView, toMs } from '../span/span-view';
import { exceptionEvent, type Failure } from './error';
import { amount, count, text } from './field-schemas';
import { uuidOf } from './ids';
import { metadataFields } from './record-fields';
import type { Usage } from './usage';

type Parse = (value: unknown) => Json | undefined;

const parsers: ReadonlyMap<unknown, Parse> = new Map<unknown, Parse>([
  [count, asCount],
  [amount, asAmount],
  [text, asText],
]);

/** Names with a type; an attribute of such a name keeps it behind `attribute.`. */
const typed: ReadonlyMap<string, Parse> = new Map([
  ...[...metadataFields].flatMap(([name, { schema }]): [string, Parse][] => {
    const parse = parsers.get(schema);
    return parse === undefined ? [] : [[name, parse]];
  }),
  ['truncated', asFlag],
]);

/** What other fields of the record have, too. */
interface WrittenFields {
  readonly provider: string;
  readonly usage: Usage;
  readonly cost: number | undefined;
  readonly failure: Failure | undefined;
  /** The name of the dialect that recognised the call. */
  readonly dialect: string;
  readonly resource: Readonly<Record<string, string>>;
}

/** Everything without a field of its own: ids, flat counts, and every attribute that no reader took, under its own name. */
export function metadataOf(
  span: SpanView,
  { facts, unread, leftovers }: ExtractedFacts,
  { provider, usage: { counts, totalTokens }, cost, failure, dialect, resource }: WrittenFields,
  captureContent: boolean,
): JsonObject {
  const { session } = facts;
  const metadata: Writable = {
    // Flat, for the columns of HoneyHive's tables.
    prompt_tokens: counts.promptTokens,
    completion_tokens: counts.completionTokens,
    total_tokens: totalTokens,
    cache_read_input_tokens: counts.cacheReadTokens,
    cache_write_input_tokens: counts.cacheWriteTokens,
    reasoning_tokens: counts.reasoningTokens,
    cost,
    trace_id: boundedName(span.traceId) || undefined,
    span_id: boundedName(span.spanId) || undefined,
    parent_span_id: span.parentSpanId && boundedName(span.parentSpanId),
    scope: scopeOf(span),
    'service.name': resource['service.name'],
    // Where the record's own session id is a UUID that was made of the app's.
    session_id: ownSession(session, captureContent),
    // Where the span's spelling has more (`openai.responses`), or another provider than the one that answered.
    provider: facts.provider?.toLowerCase() === provider ? undefined : facts.provider && withoutSecrets(facts.provider),
    conversation_id: facts.conversationId,
    run_id: facts.runId,
    dataset_id: facts.datasetId,
    datapoint_id: facts.datapointId,
    response_id: facts.responseId,
    request_model: facts.requestModel && withoutSecrets(facts.requestModel),
    finish_reasons: facts.finishReasons,
    time_to_first_token_ms: facts.timeToFirstToken,
    dialect,
    truncated: span.truncated || facts.truncated || undefined,
    dropped_attributes_count: span.droppedAttributes || undefined,
    'exception.stacktrace': failure?.stack && withoutSecrets(failure.stack),
    events: captureContent ? otherEvents(span) : undefined,
  };
  for (const name of unread) {
    if (name === 'error.type' && span.attributes[name] === failure?.text) continue;
    const value = toJson(span.attributes[name]);
    if (value === undefined || value === null || metadata[name] === value) continue;
    const clean = withoutSecrets(value, name);
    const isOccupied = (Object.hasOwn(metadata, name) && metadata[name] !== undefined) || typed.has(name);
    put(metadata, boundedName(isOccupied ? `attribute.${name}` : name), clean);
  }
  for (const [name, leftover] of leftovers) put(metadata, boundedName(name), withoutSecrets(leftover, name));
  // What the span says itself is closer to the call.
  for (const name of Object.keys(resource)) metadata[name] ??= resource[name];
  return facts.metadata === undefined ? metadata : overridden(metadata, withoutSecrets(nested(facts.metadata)));
}

/** @param captureContent whether it may be more than an id */
const ownSession = (session: string | undefined, captureContent: boolean): string | undefined =>
  session === undefined || uuidOf(session) === session.toLowerCase() || !(captureContent || isId(session))
    ? undefined
    : withoutSecrets(boundedName(session));

function overridden(metadata: Writable, own: JsonObject): JsonObject {
  for (const name of Object.keys(own)) {
    const parse = typed.get(name);
    const value = parse === undefined ? own[name] : parse(own[name]);
    if (value !== undefined) put(metadata, name, value);
  }
  return metadata;
}

function scopeOf({ scope }: SpanView): Json | undefined {
  if (scope === undefined) return undefined;
  const version = asText(scope.version);
  const name = boundedName(scope.name);
  return version === undefined ? { name } : { name, version: boundedName(version) };
}

/** Span and log events, or parts of them, that no field has, such as log probabilities. */
function otherEvents(span: SpanView): readonly Json[] | undefined {
  const others: Json[] = [];
  for (const event of span.events) {
    const name = asText(event?.name);
    if (name === undefined || name === 'exception') continue;
    const attributes = isReadEvent(name) ? leftoverOfEvent(event) : (toJson(event.attributes ?? {}) ?? {});
    if (attributes === undefined) continue;
    const time = event.time === undefined ? undefined : toMs(event.time);
    others.push({ name, ...(time !== undefined && Number.isFinite(time) ? { time } : {}), attributes });
  }
  for (const log of span.logs) {
    if (isReadEvent(log.name) || log.name === exceptionEvent) continue;
    const body = toJson(log.body);
    others.push({
      name: String(log.name),
      attributes: toJson(log.attributes ?? {}) ?? {},
      ...(body === undefined || body === null ? {} : { body }),
    });
  }
  return others.length === 0 ? undefined : withoutSecrets(others);
}

/** Dots in names nest: `rating.value` is `value` in `rating`. Where a part of a name has a value already, the name stays whole. */
export function nested(flat: JsonObject): JsonObject {
  const root: Writable = {};
  for (const name of Object.keys(flat).sort()) {
    const value = flat[name];
    if (value === undefined) continue;
    const path = name.split('.');
    const last = path.pop() ?? '';
    const place = path.length > 32 ? undefined : descend(root, path);
    if (place === undefined || Object.hasOwn(place, last)) put(root, name, value);
    else put(place, last, value);
  }
  return root;
}

function descend(root: Writable, path: readonly string[]): Writable | undefined {
  let at = root;
  for (const step of path) {
    if (!Object.hasOwn(at, step)) put(at, step, {});
    const next = at[step];
    if (!isObject(next)) return undefined;
    at = next as Writable;
  }
  return at;
}
