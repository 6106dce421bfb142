import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stepOfSpan, toModelEventDraft, toStepEventDraft } from '../../src/mapping';
import { completedRecord, type EventDraft } from '../../src/mapping/record/event-draft';
import type { EventRecord } from '../../src/mapping/record/step-event';
import type { LogEvent, ReadableSpan } from '../../src/mapping/span/span-view';
import { encodeDraft } from '../../src/pipeline/encode';
import { fixture, logsOf, spanOf } from '../support/fixture';

type Events = readonly unknown[];

/** Whole events of recorded scenarios, as documentation and as law: what becomes of each span that is a call or a step. */
const folder = join(__dirname, 'records');
const isRenewed = process.env['UPDATE_RECORDS'] === '1';
const withoutContent = ' without content';
const room = 2 ** 20;

const files = readdirSync(folder).map((name) => {
  const path = join(folder, name);
  return { path, expected: JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, Events>> };
});

/** @param scenario `library scenario`, to which ` without content` may be added */
function eventsOf(scenario: string): Events {
  const [library = '', name = ''] = scenario.split(' ');
  const recorded = fixture(library, name);
  const captureContent = !scenario.endsWith(withoutContent);
  return recorded.spans.flatMap((span) => eventOf(spanOf(span), logsOf(recorded, span), captureContent) ?? []);
}

/** The event as JSON has it; made of copied texts as of parsed ones. */
function eventOf(span: ReadableSpan, logs: readonly LogEvent[], captureContent: boolean): unknown {
  const options = { project: 'demo', logs, captureContent };
  const draft = toModelEventDraft(span, options);
  if (draft === undefined) {
    const step = stepOfSpan(span);
    return step && parsed(toStepEventDraft(span, step, options));
  }
  const copied = toModelEventDraft(span, options, room);
  const record = parsed(draft);
  expect(copied && JSON.parse(encodeDraft(copied, room).toString())).toEqual(record);
  return record;
}

const parsed = (draft: EventDraft): EventRecord => JSON.parse(JSON.stringify(completedRecord(draft)));

if (isRenewed) {
  for (const { path, expected } of files) {
    const renewed = Object.fromEntries(Object.keys(expected).map((scenario) => [scenario, eventsOf(scenario)]));
    writeFileSync(path, `${JSON.stringify(renewed, undefined, 2)}\n`);
  }
}

const cases = files.flatMap(({ path, expected }) =>
  Object.entries(expected).map(([scenario, events]) => [basename(path, '.json'), scenario, events] as const),
);

test.each(cases)('%s: the events of %s', (_file, scenario, expected) => {
  if (!isRenewed) expect(eventsOf(scenario)).toEqual(expected);
});
