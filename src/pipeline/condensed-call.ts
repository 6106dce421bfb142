import { parseJson } from '../json/json';
import { JsonCondenser } from '../json/json-condenser';
import { memorySizeOf } from '../json/memory-size';
import { isReadByName } from '../mapping';
import { boundedName } from '../mapping/read/bounded-name';
import type { LogEvent, ReadableSpan, SpanEvent } from '../mapping/span/span-view';
import type { EndedCall } from './ended-call';
import { fairShare } from './fair-share';
import { jsonPieces } from './json-pieces';
import type { Steps } from './steps';

export interface CondensedLimits {
  /** Of the texts of a call together: as much as its record holds. */
  readonly maxBytes: number;
  readonly maxMediaBytes: number;
}

/** More attributes take too long to be mapped. An app that writes a conversation as one attribute a leaf has a thousand messages. */
const maxAttributes = 4000;
const maxEvents = 500;
const maxAttributesOfEvent = 128;

/** Shorter values are looked at as a whole. */
const longChars = 32_768;
const pieceChars = 65_536;
/** No text is cut to less. */
const leastBytes = 128;

type Members = Record<string, unknown>;

/** Where a value may be replaced by a shorter one. */
interface Place {
  readonly holder: Members;
  readonly name: string;
  chars: number;
}

/**
 * The same call with no more than its record can hold, so that mapping it takes no longer than mapping a record: long texts and
 * nested values lose their middles and the base64 media in them, and of very many attributes and events those in the middle are
 * left out, apart from attributes that are read by their names. Each step takes a small part of it.
 */
export function* condensed(call: EndedCall, limits: CondensedLimits): Steps<EndedCall> {
  const copy = yield* copied(call);
  yield* replaceLong(copy.places, limits);
  const excess = copy.places.reduce((sum, { chars }) => sum + chars, 0) - limits.maxBytes;
  if (excess > 0) {
    const share = fairShare(
      copy.places.map(({ chars }) => chars),
      limits.maxBytes,
    );
    const over = copy.places.filter(({ chars }) => chars > Math.max(share, leastBytes));
    yield* replaced(over, { ...limits, maxBytes: Math.max(share, leastBytes) });
  }
  return copy.call;
}
