import type { Json, JsonObject } from '../../json/json';
import { isObject, put, toJson, type Writable } from '../../json/json';
import { isClaimedEvent } from '../extract/attribute-index';
import type { Gathered } from '../extract/extract-facts';
import { restOfEvent } from '../read/event-content';
import type { KnownFacts } from '../read/facts';
import { asAmount, asCount, asFlag, asText } from '../read/reader';
import { type SpanView, toMs } from '../span/span-view';
import type { Failure } from './error';
import { exceptionEvent } from './error';
import { amount, count, text } from './field-schemas';
import { sessionId } from './ids';
import { metadataFields } from './record-fields';
import type { Usage } from './usage';

const parsers: ReadonlyMap<unknown, Parse> = new Map<unknown, Parse>([
  [count, asCount],
  [amount, asAmount],
  [text, asText],
]);
type Parse = (value: unknown) => Json | undefined;

/** Names with a type; an attribute of such a name keeps it behind `attribute.`. */
const typed: ReadonlyMap<string, Parse> = new Map([
  ...[...metadataFields].flatMap(([name, { schema }]): [string, Parse][] => {
    const parse = parsers.get(schema);
    return parse === undefined ? [] : [[name, parse]];
  }),
  ['truncated', asFlag],
]);

export interface MetadataInput {
  readonly span: SpanView;
  readonly facts: KnownFacts;
  readonly provider: string;
  readonly usage: Usage;
  readonly cost: number | undefined;
  readonly failure: Failure | undefined;
  readonly dialect: string;
  readonly leftovers: Gathered['leftovers'];
  readonly rests: Gathered['rests'];
  readonly captureContent: boolean;
}

/** What has no field of its own: ids, flat counts, and every attribute that no reader took, under its own name. */
export function metadataOf({
  span,
  facts,
  provider,
  usage,
  cost,
  failure,
  dialect,
  leftovers,
  rests,
  captureContent,
}: MetadataInput): JsonObject {
  const { session } = facts;
  const metadata: Writable = {
    // Flat, for the columns of HoneyHive's tables.
    prompt_tokens: usage.prompt,
    completion_tokens: usage.completion,
    total_tokens: usage.total,
    cache_read_input_tokens: usage.cacheRead,
    cache_write_input_tokens: usage.cacheWrite,
    reasoning_tokens: usage.reasoning,
    cost,
    trace_id: span.traceId || undefined,
    span_id: span.spanId || undefined,
    parent_span_id: span.parentSpanId,
    scope: scopeOf(span),
    'service.name': asText(span.resource['service.name']),
    // Where the record's id is a UUID made of the app's name for the session.
    session_id: session !== undefined && sessionId(session) !== session.toLowerCase() ? session : undefined,
    // Where the span's own word says more (`openai.responses`) or other than who answered.
    provider: facts.provider?.toLowerCase() === provider ? undefined : facts.provider,
    conversation_id: facts.conversationId,
    response_id: facts.responseId,
    request_model: facts.requestModel,
    finish_reasons: facts.finishReasons,
    time_to_first_token_ms: facts.timeToFirstToken,
    dialect,
    truncated: span.truncated || facts.truncated || undefined,
    dropped_attributes_count: span.droppedAttributes || undefined,
    'exception.stacktrace': captureContent ? failure?.stack : framesOf(failure?.stack),
    events: captureContent ? otherEvents(span) : undefined,
  };
  for (const name of leftovers) {
    if (name === 'error.type' && span.attributes[name] === failure?.text) continue;
    const value = toJson(span.attributes[name]);
    if (value === undefined || value === null || metadata[name] === value) continue;
    const isOthers = (Object.hasOwn(metadata, name) && metadata[name] !== undefined) || typed.has(name);
    put(metadata, isOthers ? `attribute.${name}` : name, value);
  }
  for (const [name, rest] of rests) put(metadata, name, rest);
  return facts.metadata === undefined ? metadata : overridden(metadata, nested(facts.metadata));
}

/** What stands above the frames is a message, which may quote the request. */
const framesOf = (stack: string | undefined): string | undefined =>
  stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n') || undefined;

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
  return version === undefined ? { name: scope.name } : { name: scope.name, version };
}

/** Span and log events that fed no field, such as log probabilities. */
function otherEvents(span: SpanView): readonly Json[] | undefined {
  const others: Json[] = [];
  for (const event of span.events) {
    const name = asText(event?.name);
    if (name === undefined || name === 'exception') continue;
    const attributes = isClaimedEvent(name) ? restOfEvent(event) : (toJson(event.attributes ?? {}) ?? {});
    if (attributes === undefined) continue;
    const time = event.time === undefined ? undefined : toMs(event.time);
    others.push({ name, ...(time !== undefined && Number.isFinite(time) ? { time } : {}), attributes });
  }
  for (const log of span.logs) {
    if (isClaimedEvent(log.name) || log.name === exceptionEvent) continue;
    const body = toJson(log.body);
    others.push({
      name: String(log.name),
      attributes: toJson(log.attributes ?? {}) ?? {},
      ...(body === undefined || body === null ? {} : { body }),
    });
  }
  return others.length === 0 ? undefined : others;
}

/** Dots in names nest: `rating.value` is `value` in `rating`. Where a name is a value already, the longer one stays whole. */
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
