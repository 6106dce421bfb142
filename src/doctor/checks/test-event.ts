import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { ExportResult } from '../../engine/export-result';
import type { ReadableSpan } from '../../mapping/span/span-view';
import type { Stats } from '../../observability/diagnostics';
import { version } from '../../version';
import { type Finding, findingsOf } from '../finding';
import type { Setting } from '../setting';

const { ok, warning, problem, skipped } = findingsOf('test-event');

/** What is used of the exporter. */
export interface TestExporter {
  export(spans: readonly ReadableSpan[], done: (result: ExportResult) => void): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
  stats(): Stats;
}

export const testEventName = 'honeyhive-otel doctor';

/**
 * Sends one event as an app with this environment would send it.
 * @param open makes the exporter
 * @param span of the event
 */
export async function checkTestEvent(
  { config }: Pick<Setting, 'config'>,
  open: () => TestExporter,
  span: ReadableSpan,
): Promise<Finding> {
  if (!config.enabled || config.apiKey === undefined || config.url === '') {
    return skipped('Nothing can be sent: see above.');
  }
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line.replace(/^honeyhive: /, ''));
  diag.setLogger({ error: log, warn: log, info: log, debug: log, verbose: log }, DiagLogLevel.INFO);
  const exporter = open();
  exporter.export([span], () => undefined);
  await exporter.forceFlush().catch(() => undefined);
  const { delivered, lost, sessions } = exporter.stats();
  await exporter.shutdown();
  diag.disable();
  if (delivered === 1) {
    const session = Object.keys(sessions.lost).length > 0 ? ' Its session could not be started.' : '';
    const sentence = `The server has accepted an event with the name "${testEventName}"`;
    return lines.some((line) => line.includes('without listing their ids'))
      ? warning(`${sentence}, but does not list its id, as HoneyHive does.${session}`, unconfirmed)
      : ok(`${sentence}.${session}`);
  }
  // A line of the log may end in a part of the key.
  const said = lines.map((line) => line.replace(/ends in …\S{4}/g, 'a key is set'))[0];
  const isRejected = lost.rejected !== undefined;
  return problem(said ?? 'The event was not delivered in time.', isRejected ? rejected : unreached);
}

const unconfirmed =
  'See whether the event is in HoneyHive. If not, check HH_API_URL: another server may have answered.';
const rejected =
  'The server was reached, and its message says what it does not take: check HH_PROJECT and HH_EVENTS_API.';
const unreached = 'See what is said of the key, the address and the connection above.';

/** One model call of this moment. */
export function testSpan(now: number, traceId: string, spanId: string): ReadableSpan {
  const at = (ms: number): [number, number] => [Math.floor(ms / 1000), (ms % 1000) * 1_000_000];
  const message = (role: string, content: string): string =>
    JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);
  return {
    name: testEventName,
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    startTime: at(now - 1),
    endTime: at(now),
    status: { code: 0 },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'honeyhive-otel',
      'gen_ai.request.model': 'doctor',
      'gen_ai.input.messages': message('user', 'Is this event stored?'),
      'gen_ai.output.messages': message('assistant', 'It is a test event of honeyhive-otel doctor.'),
    },
    events: [],
    resource: { attributes: {} },
    instrumentationScope: { name: 'opentelemetry-exporter-honeyhive/doctor', version },
  };
}
