import type { CallRow, Facet, Facets, Filter, KeptSession, SessionRow, Totals } from '../../../src/inspector/page-api';
import { rowOf } from '../../../src/inspector/store/row-of';
import type { Arrived } from '../../../src/inspector/store/store';
import type { JsonObject } from '../../../src/json/json';

type Row = Omit<CallRow, 'seq'>;

interface Kept {
  readonly arrived: Arrived;
  readonly row: Row;
  /** Larger for what arrived later; stays when it is replaced. */
  readonly n: number;
  readonly touched: number;
}

/** A store as one would write it that need be neither fast nor small: all records in a list, and loops over it. */
export class NaiveStore {
  #kept: Kept[] = [];
  readonly #starts = new Map<string, JsonObject>();
  readonly #early = new Map<string, JsonObject>();
  /** When something last happened in a session. */
  readonly #touches = new Map<string, number>();
  readonly #maxEvents: number;
  #clock = 0;

  constructor(maxEvents: number) {
    this.#maxEvents = maxEvents;
  }

  addEvents(events: readonly Arrived[]): void {
    for (const event of events) this.#put(event);
    this.#forget();
  }

  addSession(session: JsonObject): void {
    const id = String(session['session_id']);
    const before = this.#starts.get(id);
    const start =
      before === undefined
        ? session
        : {
            ...before,
            metadata: { ...(before['metadata'] as JsonObject), ...(session['metadata'] as JsonObject) },
            user_properties: {
              ...(before['user_properties'] as JsonObject),
              ...(session['user_properties'] as JsonObject),
            },
          };
    this.#setStart(id, this.#withEarly(id, start));
    this.#forget();
  }

  update(update: JsonObject): void {
    const id = String(update['event_id']);
    const start = this.#starts.get(id);
    if (start !== undefined) this.#setStart(id, added(start, update));
    const event = this.#kept.find(({ row }) => row.id === id);
    if (event !== undefined) this.#put({ ...event.arrived, record: added(event.arrived.record, update) });
    if (start === undefined && event === undefined) this.#early.set(id, added(this.#early.get(id) ?? {}, update));
    this.#forget();
  }

  clear(): void {
    this.#kept = [];
    this.#starts.clear();
    this.#early.clear();
  }

  count(): number {
    return this.#kept.length;
  }

  record(id: string): JsonObject | undefined {
    return this.#kept.find(({ row }) => row.id === id)?.arrived.record;
  }

  calls(filter: Filter): readonly Row[] {
    return this.#kept
      .filter(({ row, arrived }) => matches(filter, row, arrived.record))
      .sort((one, other) => one.row.startTime - other.row.startTime || one.n - other.n)
      .map(({ row }) => row);
  }

  sessions(filter: Filter): readonly SessionRow[] {
    const isOfSessions = Object.entries(filter).every(([name, value]) => name === 'session' || isNothing(value));
    const bare = isOfSessions ? [...this.#starts.keys()] : [];
    const ids = new Set([...this.calls(filter).map(({ sessionId }) => sessionId), ...bare]);
    return [...ids]
      .filter((id) => (filter.session ?? id) === id)
      .map((id) => this.#sessionRow(id))
      .sort((one, other) => other.lastTime - one.lastTime || (one.id < other.id ? 1 : -1));
  }

  session(
    id: string,
  ): { readonly [Name in keyof KeptSession]: Name extends 'rows' ? readonly Row[] : KeptSession[Name] } | undefined {
    const rows = this.calls({ session: id });
    const start = this.#starts.get(id) ?? null;
    return rows.length === 0 && start === null ? undefined : { session: this.#sessionRow(id), start, rows };
  }

  facets(filter: Filter): Facets {
    const facet = (
      own: 'user' | 'model' | 'provider' | 'tool',
      valuesOf: (row: Row) => readonly string[],
    ): readonly Facet[] => {
      const { [own]: _, ...others } = filter;
      const values = this.calls(others)
        .flatMap(valuesOf)
        .filter((value) => value !== '');
      return [...new Set(values)]
        .map((value) => ({ value, count: values.filter((each) => each === value).length }))
        .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1));
    };
    return {
      users: facet('user', ({ user }) => [user]),
      models: facet('model', ({ model }) => [model]),
      providers: facet('provider', ({ provider }) => [provider]),
      tools: facet('tool', ({ tools }) => tools),
    };
  }

  /** But for the buckets, whose width is not what they are about: their calls in order. */
  totals(filter: Filter): Omit<Totals, 'buckets' | 'bucketMs' | 'models'> & { readonly models: readonly unknown[] } {
    const rows = this.calls(filter);
    const calls = rows.filter(({ kind }) => kind === 'model');
    const models = [...new Set(calls.map(({ model, provider }) => `${model}\n${provider}`))].map((key) => {
      const [model = '', provider = ''] = key.split('\n');
      const own = calls.filter((call) => call.model === model && call.provider === provider);
      return {
        model,
        provider,
        calls: own.length,
        errors: own.filter(({ error }) => error !== null).length,
        cost: sum(own.map(({ cost }) => cost)),
        latency: quantiles(own.map(({ duration }) => duration)),
        tokens: quantiles(own.map(({ totalTokens }) => totalTokens)),
        costs: quantiles(own.map(({ cost }) => cost)),
      };
    });
    return {
      calls: calls.length,
      events: rows.length,
      sessions: new Set(rows.map(({ sessionId }) => sessionId).filter((id) => id !== '')).size,
      errors: rows.filter(({ error }) => error !== null).length,
      problems: rows.filter(({ problems }) => problems > 0).length,
      promptTokens: sum(calls.map(({ promptTokens }) => promptTokens)),
      completionTokens: sum(calls.map(({ completionTokens }) => completionTokens)),
      cachedTokens: sum(calls.map(({ cachedTokens }) => cachedTokens)),
      reasoningTokens: sum(calls.map(({ reasoningTokens }) => reasoningTokens)),
      totalTokens: sum(calls.map(({ totalTokens }) => totalTokens)),
      cost: sum(calls.map(({ cost }) => cost)),
      models: models.sort(
        (one, other) => other.calls - one.calls || (one.model + one.provider < other.model + other.provider ? -1 : 1),
      ),
    };
  }

  #put(arrived: Arrived): void {
    const id = String(arrived.record['event_id']);
    const merged = { ...arrived, record: this.#withEarly(id, arrived.record) };
    const at = this.#kept.findIndex(({ row }) => row.id === id);
    const touched = this.#tick();
    const n = this.#kept[at]?.n ?? touched;
    const kept = { arrived: merged, row: rowOf(merged, id, JSON.stringify(merged.record)), n, touched };
    this.#touches.set(kept.row.sessionId, touched);
    this.#kept.splice(at === -1 ? this.#kept.length : at, at === -1 ? 0 : 1, kept);
  }

  #setStart(id: string, start: JsonObject): void {
    this.#starts.set(id, start);
    this.#touches.set(id, this.#tick());
  }

  #withEarly(id: string, record: JsonObject): JsonObject {
    const early = this.#early.get(id);
    this.#early.delete(id);
    return early === undefined ? record : added(record, early);
  }

  #sessionRow(id: string): SessionRow {
    const rows = this.calls({ session: id });
    const start = this.#starts.get(id);
    const user = (start?.['user_properties'] as JsonObject | undefined)?.['user_id'];
    const begun = Number(start?.['start_time'] ?? 0);
    return {
      id,
      name: String(start?.['session_name'] ?? rows.find(({ kind }) => kind === 'session')?.name ?? ''),
      user: String(user ?? rows.find((row) => row.user !== '')?.user ?? ''),
      firstTime: rows.length === 0 ? begun : Math.min(...rows.map(({ startTime }) => startTime)),
      lastTime: rows.length === 0 ? begun : Math.max(...rows.map(({ startTime, duration }) => startTime + duration)),
      calls: rows.filter(({ kind }) => kind === 'model').length,
      events: rows.length,
      errors: rows.filter(({ error }) => error !== null).length,
      problems: rows.filter(({ problems }) => problems > 0).length,
      totalTokens: sum(rows.map(({ totalTokens }) => totalTokens)),
      cost: sum(rows.map(({ cost }) => cost)),
      models: [...new Set(rows.map(({ model }) => model).filter((model) => model !== ''))].sort(),
      preview: rows.find(({ preview }) => preview !== '')?.preview ?? '',
    };
  }

  #forget(): void {
    while (this.#kept.length > this.#maxEvents) {
      const ids = new Set([...this.#kept.map(({ row }) => row.sessionId), ...this.#starts.keys()]);
      const units = [
        ...[...ids]
          .filter((id) => id !== '')
          .map((id) => ({ id, event: undefined, touched: this.#touches.get(id) ?? 0 })),
        ...this.#kept
          .filter(({ row }) => row.sessionId === '')
          .map((event) => ({ id: '', event, touched: event.touched })),
      ].sort((one, other) => one.touched - other.touched);
      const [oldest] = units;
      if (oldest === undefined) break;
      const inside = this.#kept.filter(
        (each) => each === oldest.event || (oldest.id !== '' && each.row.sessionId === oldest.id),
      );
      const gone = units.length > 1 ? inside : inside.sort((one, other) => one.n - other.n).slice(0, 1);
      this.#kept = this.#kept.filter((each) => !gone.includes(each));
      if (units.length > 1) this.#starts.delete(oldest.id);
    }
  }

  #tick(): number {
    this.#clock += 1;
    return this.#clock;
  }
}

/** As `PUT /events` says it. */
function added(record: JsonObject, { event_id: _, ...fields }: JsonObject): JsonObject {
  const result: Record<string, JsonObject[string]> = { ...record };
  for (const [name, value] of Object.entries(fields)) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    result[name] = isObject ? { ...(record[name] as JsonObject), ...(value as JsonObject) } : value;
  }
  return result;
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function matches(filter: Filter, row: Row, record: JsonObject): boolean {
  const isAmong = (list: readonly string[] | undefined, ...values: readonly string[]): boolean =>
    list === undefined || list.length === 0 || values.some((value) => list.includes(value));
  const texts = textsIn(record).map((each) => each.toLowerCase());
  const words = (filter.text ?? '').match(/"[^"]+"|[^\s"]+/g) ?? [];
  return (
    (filter.session === undefined || row.sessionId === filter.session) &&
    (filter.trace === undefined || row.traceId === filter.trace) &&
    isAmong(filter.user, row.user) &&
    isAmong(filter.model, row.model) &&
    isAmong(filter.provider, row.provider) &&
    isAmong(filter.tool, ...row.tools) &&
    isAmong(filter.kind, row.kind) &&
    (filter.error === undefined || (row.error !== null) === filter.error) &&
    (filter.problem === undefined || row.problems > 0 === filter.problem) &&
    (filter.from === undefined || row.startTime >= filter.from) &&
    (filter.to === undefined || row.startTime < filter.to) &&
    words.every((word) => texts.some((text) => text.includes(word.replaceAll('"', '').toLowerCase())))
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

function quantiles(values: readonly (number | null)[]): readonly number[] {
  const known = values.filter((value) => value !== null).sort((one, other) => one - other);
  /** The least value that is no smaller than this share of them. */
  const at = (share: number): number => known.find((_, index) => (index + 1) / known.length >= share) ?? 0;
  return [0, 0.5, 0.9, 0.99, 1].map(at);
}
