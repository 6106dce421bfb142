import { randomUUID } from 'node:crypto';
import type { CallRow, KeptCall, Quantiles, SessionRow, Totals } from '../../../src/inspector/page-api';
import type { Json, JsonObject } from '../../../src/json/json';
import { isObject } from '../../../src/json/json';

const objectIn = (value: Json | undefined): JsonObject => (isObject(value) ? (value as JsonObject) : {});
const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const numberIn = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null);
const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const brief = (value: Json | undefined): string =>
  (typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)).slice(
    0,
    200,
  );

export function rowOf(record: JsonObject, format: CallRow['format'], seq: number, problems: number): CallRow {
  const isV1 = format === 'v1';
  const [config, metadata] = [isV1 ? objectIn(record['config']) : record, objectIn(record['metadata'])];
  const [inputs, outputs] = [objectIn(record['inputs']), objectIn(isV1 ? record['outputs'] : record['response'])];
  const usage = isV1 ? metadata : objectIn(record['usage']);
  const messages = listIn(isV1 ? inputs['chat_history'] : record['messages']).map(objectIn);
  const asked = messages.findLast(({ role }) => role === 'user')?.['content'];
  const kind = isV1 ? ((textIn(record['event_type']) || 'other') as CallRow['kind']) : 'model';
  const called = listIn(outputs['tool_calls']).map((call) => textIn(objectIn(objectIn(call)['function'])['name']));
  return {
    id: textIn(record['event_id']) || randomUUID(),
    seq,
    kind,
    format,
    sessionId: textIn(record['session_id']),
    traceId: textIn(metadata['trace_id']),
    parentId: record['parent_id'] === record['session_id'] ? '' : textIn(record['parent_id']),
    name: textIn(config['tool_name']) || textIn(record['event_name']),
    model: kind === 'model' ? textIn(config['model']) : '',
    provider: kind === 'model' ? textIn(config['provider']) : '',
    user: textIn(objectIn(record['user_properties'])['user_id']),
    startTime: numberIn(record['start_time']) ?? 0,
    duration: numberIn(record['duration']) ?? 0,
    timeToFirstToken: numberIn(metadata['time_to_first_token_ms']),
    promptTokens: numberIn(usage['prompt_tokens']),
    completionTokens: numberIn(usage['completion_tokens']),
    totalTokens: numberIn(usage['total_tokens']),
    cachedTokens: numberIn(metadata['cache_read_input_tokens']),
    reasoningTokens: numberIn(metadata['reasoning_tokens']),
    cost: numberIn(record['cost'] ?? metadata['cost']),
    error: brief(record['error']) || null,
    tools: kind === 'tool' ? [textIn(config['tool_name'])] : called,
    preview: brief(messages.length > 0 ? asked : kind === 'tool' ? inputs : ''),
    answer: brief(outputs['content'] ?? outputs['message']),
    problems,
    bytes: JSON.stringify(record).length,
  };
}

const isCall = ({ kind }: CallRow): boolean => kind === 'model';
const sum = (rows: readonly CallRow[], of: (row: CallRow) => number | null): number =>
  rows.reduce((total, row) => total + (of(row) ?? 0), 0);

export function sessionRowOf(id: string, start: JsonObject | undefined, rows: readonly CallRow[]): SessionRow {
  return {
    id,
    name: textIn(start?.['session_name']),
    user: textIn(objectIn(start?.['user_properties'])['user_id']) || (rows.find(({ user }) => user !== '')?.user ?? ''),
    firstTime: Math.min(...rows.map(({ startTime }) => startTime)),
    lastTime: Math.max(...rows.map(({ startTime, duration }) => startTime + duration)),
    calls: rows.filter(isCall).length,
    events: rows.length,
    errors: rows.filter(({ error }) => error !== null).length,
    problems: sum(rows, ({ problems }) => problems),
    totalTokens: sum(rows, ({ totalTokens }) => totalTokens),
    cost: sum(rows, ({ cost }) => cost),
    models: [...new Set(rows.filter(isCall).map(({ model }) => model))],
    preview: rows.find(({ preview, kind }) => preview !== '' && kind === 'model')?.preview ?? '',
  };
}

export function matches({ row, record }: KeptCall, query: URLSearchParams): boolean {
  const among = (name: string, ...values: readonly string[]): boolean =>
    !query.has(name) || query.getAll(name).some((value) => values.includes(value));
  const flag = (name: string, value: boolean): boolean => !query.has(name) || query.get(name) === String(value);
  const words = (query.get('text') ?? '').toLowerCase().match(/"[^"]*"|\S+/g) ?? [];
  const text = words.length === 0 ? '' : JSON.stringify(record).toLowerCase();
  return (
    words.every((word) => text.includes(word.replaceAll('"', ''))) &&
    among('session', row.sessionId) &&
    among('user', row.user) &&
    among('model', row.model) &&
    among('provider', row.provider) &&
    among('kind', row.kind) &&
    among('tool', ...row.tools) &&
    flag('error', row.error !== null) &&
    flag('problem', row.problems > 0) &&
    row.startTime >= Number(query.get('from') ?? 0) &&
    row.startTime < Number(query.get('to') ?? Number.POSITIVE_INFINITY)
  );
}

export function totalsOf(rows: readonly CallRow[], sessions: number): Totals {
  const calls = rows.filter(isCall);
  const times = calls.map(({ startTime }) => startTime);
  const first = Math.min(...times);
  const bucketMs = calls.length === 0 ? 1000 : Math.max(1000, Math.ceil((Math.max(...times) - first + 1) / 120));
  const places = groupedBy(calls, ({ startTime }) => Math.floor((startTime - first) / bucketMs));
  return {
    calls: calls.length,
    events: rows.length,
    sessions,
    errors: rows.filter(({ error }) => error !== null).length,
    problems: sum(rows, ({ problems }) => problems),
    promptTokens: sum(calls, ({ promptTokens }) => promptTokens),
    completionTokens: sum(calls, ({ completionTokens }) => completionTokens),
    cachedTokens: sum(calls, ({ cachedTokens }) => cachedTokens),
    reasoningTokens: sum(calls, ({ reasoningTokens }) => reasoningTokens),
    totalTokens: sum(calls, ({ totalTokens }) => totalTokens),
    cost: sum(calls, ({ cost }) => cost),
    bucketMs,
    buckets: [...places]
      .sort(([one], [other]) => one - other)
      .map(([place, own]) => ({
        from: first + place * bucketMs,
        calls: own.length,
        errors: own.filter(({ error }) => error !== null).length,
        tokens: sum(own, ({ totalTokens }) => totalTokens),
        cost: sum(own, ({ cost }) => cost),
      })),
    models: [...groupedBy(calls, ({ model }) => model)].map(([model, own]) => ({
      model,
      provider: own[0]?.provider ?? '',
      calls: own.length,
      errors: own.filter(({ error }) => error !== null).length,
      latency: quantiles(own.map(({ duration }) => duration)),
      tokens: quantiles(own.map(({ totalTokens }) => totalTokens ?? 0)),
      costs: quantiles(own.map(({ cost }) => cost ?? 0)),
      cost: sum(own, ({ cost }) => cost),
    })),
  };
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  return [at(0), at(0.5), at(0.9), at(0.99), at(1)];
}

function groupedBy<K, T>(values: readonly T[], keyOf: (value: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}
