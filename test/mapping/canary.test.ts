import { toModelEvent } from '../../src/mapping';
import type { LogEvent, ReadableSpan } from '../../src/mapping/span/span-view';
import { type Fixture, fixtures, logsOf, type RecordedSpan, spanOf } from '../support/fixture';

/**
 * Attributes that say what kind of call it was, of whom, with which model, how it ended and where: they stay where content is
 * not captured. Every text of every other attribute is content until it is named here.
 */
const plain: readonly RegExp[] = [
  // kinds and names of operations, which tell a model call from others
  /^(gen_ai\.operation\.name|gen_ai\.output\.type|gen_ai\.request\.type|llm\.request\.type|llm\.operation)$/,
  /^(openinference|traceloop|langsmith|mastra|langwatch)?\.?span\.(kind|type)$/,
  /^(ai\.|vercel\.ai\.)?operationId$|^operation\.name$|^resource\.name$/,
  /^langfuse\.observation\.type$|^genkit:(type|metadata:subtype|name|path|state)$|^rpc\.(system|service|method)$/,
  /^honeyhive_event_type$|^sentry\.(op|origin)$|\.ls_model_type$|^(input|output)\.mime_type$|^gen_ai\.tool\.type$/,
  // providers and models
  /(^|[._])(provider|provider_name|provider\.name|ls_provider|system)$/,
  /(^|[._])(model|model_name|modelName|model\.id|model\.name|ls_model_name|deployment_name)$/,
  // parameters, whose texts are words of a list; ends of answers
  /\.(encoding_formats|service_tier|thinking_type|system_fingerprint|reasoning\.level|mode|user|thinking\.type)$|^ai\.settings\.output$/,
  /finish_?reasons?$|stop_reason$/i,
  // ids, sessions, users
  /(^|[._:])(id|[a-z_]+_id|sessionId|userId|threadId|resourceId|runId|id_path|ids_path|session\.id|user\.id)$/i,
  /^traceloop\.association\.properties\.(project|source|session_id|user_id)$|^langfuse\.(environment|release|version)$/,
  /^gen_ai\.(agent|prompt|conversation)\.(id|name|version)$/,
  // OpenTelemetry's own names
  /^(server\.address|network\.peer\.address|http\.route|http\.request\.method|url\.(scheme|domain)|service\.name|error\.type)$/,
  /^(telemetry\.sdk\..*|openai\.api\.type|deployment\.environment)$/,
];
const isPlain = (name: string): boolean => plain.some((pattern) => pattern.test(name));

/** The same of members of requests and answers, where these are JSON. */
const plainMembers =
  /^(type|role|model|model_name|modelId|modelProvider|provider|object|status|id|.*_id|.*Id|conversation|reason|finish_?reason|finishReason|stop_reason|effort|reasoning_?effort|service_tier|serviceTier|encoding_format|user|verbosity|modalities|anthropic_version|mode)$/;

/** The value with a canary in place of every text that may be content, also inside of JSON; each says where it was put. */
function infected(value: unknown, at: string, member = ''): unknown {
  if (typeof value === 'string') {
    const inner = nested(value);
    if (inner !== undefined) return JSON.stringify(infected(inner, at));
    return plainMembers.test(member) ? value : `canary at ${at}`;
  }
  if (Array.isArray(value)) return value.map((item) => infected(item, at, member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, infected(one, `${at}/${name}`, name)] as const),
  );
}

function nested(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a limit cut it off
  }
}

const infectedAttributes = (attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, isPlain(name) ? value : infected(value, name)]),
  );

const infectedSpan = (recorded: RecordedSpan): ReadableSpan =>
  spanOf({
    ...recorded,
    name: 'canary at the name',
    attributes: infectedAttributes(recorded.attributes),
    status: { ...recorded.status, message: 'canary at the status' },
    events: recorded.events.map((event) => ({ ...event, attributes: infectedAttributes(event.attributes ?? {}) })),
  });

const infectedLogs = (fixture: Fixture, recorded: RecordedSpan): readonly LogEvent[] =>
  logsOf(fixture, recorded).map((log) => ({
    name: log.name,
    attributes: infectedAttributes(log.attributes),
    body: infected(log.body, `body of ${log.name}`),
  }));

const libraries = [...new Set(fixtures('').map(({ library }) => library))];

describe('without content, no text of any content position is anywhere in a record', () => {
  test.each(libraries)('%s', (library) => {
    const found = new Set<string>();
    for (const fixture of fixtures(library)) {
      for (const recorded of fixture.spans) {
        const isCall = toModelEvent(spanOf(recorded)) !== undefined;
        const record = toModelEvent(infectedSpan(recorded), {
          logs: infectedLogs(fixture, recorded),
          captureContent: false,
        });
        // Were the call no longer taken for one, nothing would be shown.
        expect(record !== undefined).toBe(isCall);
        for (const [canary] of JSON.stringify(record ?? {}).matchAll(/canary at [^"\\]+/g)) found.add(canary);
      }
    }
    expect([...found]).toEqual([]);
  });

  test('with content, the same canaries are found', () => {
    const [fixture] = fixtures('otel-openai-0.22.0--capture-on');
    const [recorded] = fixture?.spans ?? [];
    if (fixture === undefined || recorded === undefined) throw new Error('There is no fixture.');
    const record = toModelEvent(infectedSpan(recorded), { logs: infectedLogs(fixture, recorded) });
    expect(JSON.stringify(record)).toContain('canary at');
  });
});
