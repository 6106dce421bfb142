import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HrTime, LogEvent, ReadableSpan, SpanEvent } from '../../src/mapping/span/span-view';

/** A recorded scenario of a library: its spans and logs, and the HTTP exchanges that produced them. */
export interface Fixture {
  readonly library: string;
  readonly scenario: string;
  readonly spans: readonly RecordedSpan[];
  readonly logs: readonly RecordedLog[];
  readonly truth: readonly RecordedExchange[];
}

export interface RecordedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly SpanEvent[];
  readonly droppedAttributesCount?: number;
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
  readonly instrumentationScope: { readonly name: string; readonly version?: string };
}

interface RecordedLog {
  readonly eventName?: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

export interface RecordedExchange {
  readonly path: string;
  readonly request: Readonly<Record<string, unknown>> | null;
  readonly status?: number;
  readonly response?: Readonly<Record<string, unknown>> | string | null;
}

/** Recorded scenarios; `SPANS_DIR` names a folder with others, of which not all may be known here. */
const root = process.env['SPANS_DIR'] ?? join(__dirname, '..', 'fixtures');

export function fixture(library: string, scenario: string): Fixture {
  const text = readFileSync(join(root, library, `${scenario}.json`), 'utf8');
  const recorded = JSON.parse(text, /"\$(?:undefined|number)"/.test(text) ? revive : undefined) as Partial<Fixture>;
  return {
    library,
    scenario,
    spans: recorded.spans ?? [],
    logs: recorded.logs ?? [],
    truth: recorded.truth ?? [],
  };
}

/** Every scenario of the libraries whose folders' names start so. */
export const fixtures = (...starts: readonly string[]): readonly Fixture[] =>
  readdirSync(root)
    .filter((library) => starts.some((start) => library.startsWith(start)))
    .flatMap((library) =>
      readdirSync(join(root, library))
        .filter((name) => name.endsWith('.json'))
        .map((name) => fixture(library, name.slice(0, -'.json'.length))),
    );

/** How the recorder wrote what JSON does not know. */
function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$undefined' in value) return undefined;
  return '$number' in value ? Number(value.$number) : value;
}

export type SdkMajor = 1 | 2 | 3;

/** The span as an SDK of this major version hands it to its exporters; frozen, so that whoever writes to it is caught. */
export function spanOf(recorded: RecordedSpan, sdk: SdkMajor = 2): ReadableSpan {
  const { traceId, spanId, parentSpanId, instrumentationScope, attributes, ...rest } = recorded;
  const context = deepFrozen({ traceId, spanId, traceFlags: 1 });
  return deepFrozen({
    ...rest,
    spanContext: () => context,
    attributes: sdk === 3 ? structured(attributes) : attributes,
    ...(sdk === 1
      ? { parentSpanId: parentSpanId ?? undefined, instrumentationLibrary: instrumentationScope }
      : {
          parentSpanContext: parentSpanId === null ? undefined : { traceId, spanId: parentSpanId },
          instrumentationScope,
        }),
  });
}

/** SDK 3.x keeps nested values, which the others only take as JSON. */
const structured = (attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      /messages|definitions|instructions/.test(name) ? parsed(value) : value,
    ]),
  );

function parsed(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return value; // plain text, or cut off by a limit
  }
}

/** The log events of a span that the log processor hands over. */
export const logsOf = ({ logs }: Fixture, span: RecordedSpan): readonly LogEvent[] =>
  logs
    .filter((log) => log.traceId === span.traceId && log.spanId === span.spanId)
    .map(({ eventName, attributes, body }) =>
      deepFrozen({ name: eventName ?? String(attributes['event.name']), attributes, body }),
    )
    .filter(({ name }) => name.startsWith('gen_ai.'));

export function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFrozen(inner);
  return value;
}
