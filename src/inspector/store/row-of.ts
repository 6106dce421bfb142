import { isJsonObject, type Json, type JsonObject, stringify } from '../../json/json';
import { list, object, text } from '../json';
import type { CallRow, Kind } from '../page-api';
import { answerOf, previewOf, shortened, toolsOf } from './shown-texts';
import type { Arrived } from './store';

/** A row that no store has numbered yet. */
export type NewRow = Omit<CallRow, 'seq'>;

const maxName = 200;
const maxError = 300;
/** Of tokens, of a cost and of a duration: what is larger is no such thing, and would spoil every sum. */
const maxAmount = 1e15;
/** The last moment that a `Date` can be. */
const maxTime = 8.64e15;

/**
 * A record of either format as a row. Never throws: the endpoints accept events with hardly any field, and any value in most.
 *
 * @param json the same record
 */
export function rowOf({ format, record, problems, at }: Arrived, id: string, json: string): NewRow {
  const kind = kindOf(format, record);
  const metadata = object(record['metadata']);
  const sessionId = name(record['session_id']);
  const parentId = name(record['parent_id']);
  const startTime = amount(record['start_time'], maxTime);
  const endTime = amount(record['end_time'], maxTime);
  const ownName = name(record['event_name']);
  const title = (kind === 'tool' && name(object(record['config'])['tool_name'])) || ownName;
  return {
    id: name(id),
    kind,
    format,
    sessionId,
    traceId: name(metadata['trace_id']),
    parentId: parentId === sessionId ? '' : parentId,
    name: title,
    user: userOf(record['user_properties']) || name(metadata['user_id']),
    startTime: startTime || at,
    duration: amount(record['duration'], maxTime) ?? Math.max(0, (endTime ?? 0) - (startTime ?? endTime ?? 0)),
    timeToFirstToken: amount(metadata['time_to_first_token_ms'], maxTime),
    ...(kind === 'model' ? callOf(record, metadata) : noCall),
    error: errorOf(record['error']),
    tools: kind === 'tool' && title !== '' ? [title] : toolsOf(record),
    preview: previewOf(kind, record),
    answer: answerOf(kind, record),
    problems: problems.length,
    bytes: Buffer.byteLength(json),
  };
}

const kinds: ReadonlySet<unknown> = new Set<Kind>(['model', 'tool', 'chain', 'session']);

function kindOf(format: CallRow['format'], { event_type: type }: JsonObject): Kind {
  if (format === 'model') return 'model';
  return kinds.has(type) ? (type as Kind) : 'other';
}

type OfCall = 'model' | 'provider' | 'promptTokens' | 'completionTokens' | 'totalTokens' | 'cost' | OfDetails;
type OfDetails = 'cachedTokens' | 'reasoningTokens';

const noCall: Pick<CallRow, OfCall> = {
  model: '',
  provider: '',
  promptTokens: null,
  completionTokens: null,
  totalTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
  cost: null,
};

/** The older format has counts in `usage`, its successor flat in `metadata`. */
function callOf(record: JsonObject, metadata: JsonObject): Pick<CallRow, OfCall> {
  const config = object(record['config']);
  const usage = object(record['usage']);
  const prompt = amount(usage['prompt_tokens']) ?? amount(metadata['prompt_tokens']);
  const completion = amount(usage['completion_tokens']) ?? amount(metadata['completion_tokens']);
  const detail = (details: string, name: string, flat: string): number | null =>
    amount(object(usage[details])[name]) ?? amount(metadata[flat]);
  return {
    model: name(record['model']) || name(config['model']) || name(metadata['model_name']),
    provider: name(record['provider']) || name(config['provider']) || name(metadata['provider']),
    promptTokens: prompt,
    completionTokens: completion,
    totalTokens: amount(usage['total_tokens']) ?? amount(metadata['total_tokens']) ?? sumOf(prompt, completion),
    cachedTokens: detail('prompt_tokens_details', 'cached_tokens', 'cache_read_input_tokens'),
    reasoningTokens: detail('completion_tokens_details', 'reasoning_tokens', 'reasoning_tokens'),
    cost: amount(record['cost']) ?? amount(metadata['cost']),
  };
}

const sumOf = (one: number | null, other: number | null): number | null =>
  one === null && other === null ? null : (one ?? 0) + (other ?? 0);

/** A number that can be summed, `null` for anything else. */
const amount = (value: Json | undefined, most = maxAmount): number | null =>
  typeof value === 'number' && value >= 0 && value <= most ? value : null;

const name = (value: Json | undefined): string => shortened(text(value) ?? '', maxName);

/** Of a record or of a session: whom it was for. */
export const userOf = (properties: Json | undefined): string =>
  ['user_id', 'id', 'email', 'name'].map((key) => name(object(properties)[key])).find((found) => found !== '') ?? '';

function errorOf(error: Json | undefined): string | null {
  if (error === undefined || error === null || error === '' || error === false) return null;
  const isStructured = isJsonObject(error) || list(error).length > 0;
  return shortened(isStructured ? stringify(error) : String(error), maxError);
}

/** Of a session: the name that it was started with. */
export const sessionNameOf = (start: JsonObject | null): string =>
  name(start?.['session_name']) || name(start?.['event_name']);

/** Of a session: when it says that it began. */
export const sessionTimeOf = (start: JsonObject): number | null => amount(start['start_time'], maxTime) || null;

/** The id under which an event or a session is kept. */
export const idOf = (value: Json | undefined): string | undefined => name(value) || undefined;
