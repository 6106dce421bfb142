import { fairShare } from '../json/fair-share';
import { parseJson } from '../json/json';
import { JsonCondenser } from '../json/json-condenser';
import { memorySizeOf } from '../json/memory-size';
import { thinned } from '../json/thinned-json';
import { isReadByName } from '../mapping';
import type { LogEvent, ReadableSpan, SpanEvent } from '../mapping/span/span-view';
import type { Steps } from '../runtime/steps';
import type { EndedCall } from './ended-call';
import { jsonPieces } from './json-pieces';
import { namesIn } from './size-estimate';

export interface CondensedLimits {
  /** Of the texts of a call together: as much as its record holds. */
  readonly maxBytes: number;
  readonly maxMediaBytes: number;
}

type Readable = Pick<EndedCall, 'span' | 'logs'>;

/** More take too long to be mapped. A conversation with one attribute a leaf has a thousand messages then. */
const maxAttributes = 3000;
const maxEvents = 500;
const maxAttributesOfEvent = 128;
/** Of so many names it is found out at once whether they are read. */
const namesAtOnce = 4096;

/** Shorter values are taken as a whole, and longer ones in pieces. */
const pieceChars = 65_536;
/** No text is cut to less; those that are read by their names may be ids, whose beginning a record has. */
const least = { ofAny: 128, ofKnown: 4096 };

type Members = Record<string, unknown>;

/** Where a value may be replaced by a shorter one. */
interface Place {
  readonly holder: Members;
  readonly name: string;
  readonly leastBytes: number;
  chars: number;
}

/**
 * The same call with no more than its record can hold, so that mapping it takes no longer than mapping a record: long texts and
 * nested values lose their middles and the base64 media in them, and of very many attributes and events those in the middle are
 * left out, except attributes that are read by their names. Each step takes a small part of it.
 */
export function* condensed(call: Readable, { maxBytes, maxMediaBytes }: CondensedLimits): Steps<Readable> {
  const places: Place[] = [];
  const short = yield* withoutMiddles(call, places);
  let isCut = short.isCut;
  if (sumOf(places) > maxBytes) {
    const long = places.filter(({ chars }) => chars > pieceChars);
    for (const place of long) isCut = (yield* shorten(place, maxBytes, maxMediaBytes)) || isCut;
  }
  if (sumOf(places) > maxBytes) {
    const chars = places.map((place) => place.chars);
    const share = fairShare(chars, maxBytes);
    for (const place of places) {
      const limit = Math.max(share, place.leastBytes);
      if (place.chars > limit) isCut = (yield* shorten(place, limit, maxMediaBytes)) || isCut;
    }
  }
  for (const place of places) isCut = (yield* thin(place)) || isCut;
  if (isCut) short.attributes['honeyhive.truncated'] = true;
  return { span: short.span, logs: short.logs };
}

const sumOf = (places: readonly Place[]): number => places.reduce((sum, { chars }) => sum + chars, 0);

interface Short {
  readonly span: ReadableSpan;
  readonly attributes: Members;
  readonly logs: readonly LogEvent[];
  readonly isCut: boolean;
}

/** A copy of the call that can be changed, with its long values among the places. */
function* withoutMiddles({ span, logs }: Readable, places: Place[]): Steps<Short> {
  const names = namesIn(span.attributes);
  yield;
  const kept = names.length <= maxAttributes ? names : yield* namesToKeep(names);
  yield;
  const attributes = membersOf(span.attributes, kept, places);
  yield;
  const status = { ...span.status };
  places.push({ holder: status, name: 'message', leastBytes: least.ofAny, chars: status.message?.length ?? 0 });
  const events = endsOf(span.events, maxEvents).map((event) => withMembers(event, places));
  yield;
  const shortLogs = endsOf(logs, maxEvents).map((log) => {
    const copy = { ...withMembers(log, places), body: log.body };
    places.push(placeOf(copy, 'body', least.ofAny));
    return copy;
  });
  yield;
  const isCut = kept !== names || span.events.length > maxEvents || logs.length > maxEvents;
  return { span: spanWith(span, { attributes, events, status }), attributes, logs: shortLogs, isCut };
}

/** Those that are read by their names, and the first and the last of the others. */
function* namesToKeep(names: readonly string[]): Steps<readonly string[]> {
  const kept = new Set(endsOf(names, maxAttributes));
  for (let at = 0; at < names.length; at += namesAtOnce) {
    for (const name of names.slice(at, at + namesAtOnce)) if (isReadByName(name)) kept.add(name);
    yield;
  }
  return names.length === kept.size ? names : names.filter((name) => kept.has(name));
}

/** Names that are left out can still be read from it, which is how a call is recognised and told its errors and its server. */
function membersOf(given: Members, names: readonly string[], places: Place[]): Members {
  const members: Members = Object.fromEntries(names.map((name) => [name, given[name]]));
  for (const name of names) {
    const value = members[name];
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) continue;
    places.push(placeOf(members, name, isReadByName(name) ? least.ofKnown : least.ofAny));
  }
  return Object.setPrototypeOf(members, given) as Members;
}

function withMembers<Event extends SpanEvent | LogEvent>(event: Event, places: Place[]): Event {
  const { attributes = {} } = event;
  return { ...event, attributes: membersOf(attributes, endsOf(namesIn(attributes), maxAttributesOfEvent), places) };
}

function placeOf(holder: Members, name: string, leastBytes: number): Place {
  return { holder, name, leastBytes, chars: charsOf(holder[name]) };
}

/** About as many as its JSON has; infinite for a nested value that is long. */
function charsOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  const bytes = memorySizeOf(value, maxValues);
  return bytes < maxValues * leastBytesOfValue ? bytes : Number.POSITIVE_INFINITY;
}
const leastBytesOfValue = 16;
const maxValues = pieceChars / leastBytesOfValue;

/** The members that the mapping reads: those of a span may be getters of its class. */
const spanWith = (
  span: ReadableSpan,
  members: Pick<ReadableSpan, 'attributes' | 'events' | 'status'>,
): ReadableSpan => ({
  name: span.name,
  spanContext: () => span.spanContext(),
  parentSpanId: span.parentSpanId,
  parentSpanContext: span.parentSpanContext,
  startTime: span.startTime,
  endTime: span.endTime,
  resource: span.resource,
  instrumentationScope: span.instrumentationScope,
  instrumentationLibrary: span.instrumentationLibrary,
  ...(span.droppedAttributesCount === undefined ? {} : { droppedAttributesCount: span.droppedAttributesCount }),
  ...members,
});

const endsOf = <T>(list: readonly T[], most: number): readonly T[] =>
  list.length <= most ? list : [...list.slice(0, most >> 1), ...list.slice(list.length - (most >> 1))];

/** @returns whether something is missing that is neither media nor a vector */
function* shorten(place: Place, maxBytes: number, maxMediaBytes: number): Steps<boolean> {
  const { holder, name } = place;
  const value = holder[name];
  const condenser = new JsonCondenser({ maxBytes: Math.floor(maxBytes), maxMediaBytes });
  const isJson = typeof value === 'string' && /^\s*[[{]/.test(value.slice(0, 64));
  let written = 0;
  for (const piece of isJson ? slicesOf(value) : jsonPieces(value)) {
    condenser.write(piece);
    written += piece.length + 8;
    if (written < pieceChars) continue;
    written = 0;
    yield;
  }
  condenser.close();
  yield;
  const { text, truncated } = condenser.end();
  yield;
  holder[name] = isJson ? text : parseJson(text);
  place.chars = text.length;
  return truncated;
}

/** @returns whether entries are missing */
function* thin({ holder, name }: Place): Steps<boolean> {
  const value = holder[name];
  if (typeof value !== 'string') return false;
  const { text, isCut } = yield* thinned(value);
  holder[name] = text;
  return isCut;
}

function* slicesOf(text: string): Generator<string, void, void> {
  for (let at = 0; at < text.length; at += pieceChars) yield text.slice(at, at + pieceChars);
}
