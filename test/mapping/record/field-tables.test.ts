import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelEventSchema, v1EventSchema } from '../../../src/mapping/record/event-schemas';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { metadataFields, recordFields, uncutNames } from '../../../src/mapping/record/record-fields';
import {
  eventUpdateSchema,
  sessionStartSchema,
  v1EventUpdateSchema,
  v1SessionSchema,
} from '../../../src/mapping/record/session-schemas';
import type { EventRecord, StepEvent } from '../../../src/mapping/record/step-event';
import { fieldsOf } from '../../../src/mapping/record/step-fields';

/** What each field and each body may be, as one reads it. `UPDATE_RECORDS=1` renews it. */
const path = join(__dirname, 'field-tables.json');

test('the fields of records and the schemas of bodies are those that are written down', () => {
  const tables = JSON.parse(
    JSON.stringify({
      modelEventSchema,
      v1EventSchema,
      sessionStartSchema,
      v1SessionSchema,
      eventUpdateSchema,
      v1EventUpdateSchema,
      // Their schemas stand above.
      recordFields: Object.entries(recordFields).map(([name, { schema: _, ...field }]) => ({ name, ...field })),
      metadataFields: [...metadataFields],
      uncutNames: [...uncutNames],
    }),
  );
  if (process.env['UPDATE_RECORDS'] === '1') writeFileSync(path, `${JSON.stringify(tables, undefined, 2)}\n`);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(tables);
});

/** What may be sent of a record when nothing that a person or a model wrote may be. */
const safePartOf = (record: EventRecord): unknown =>
  Object.fromEntries(
    fieldsOf(record).flatMap(([name, { withoutContent }]) => {
      const value = (record as unknown as Readonly<Record<string, unknown>>)[name];
      return withoutContent === undefined || value === undefined ? [] : [[name, withoutContent(value, record)]];
    }),
  );

const id = '6f53155d-b7a7-4fce-96b1-34bf07a9c90c';
const place = { project: 'demo', event_id: id, session_id: id, source: 'test' };
const times = { start_time: 1, end_time: 3, duration: 2 };
const metadata = {
  prompt_tokens: 3,
  trace_id: 'abc',
  request_model: 'gpt-4o',
  'exception.stacktrace': 'at',
  note: 'a secret',
};

test('of a call without content, numbers, flags, ids and names of models are left', () => {
  const call: CreateModelEvent = {
    ...place,
    ...times,
    event_name: 'answer Ada with gpt-4o',
    model: 'gpt-4o-2024-08-06',
    provider: 'openai',
    messages: [{ role: 'user', content: 'Why?' }],
    response: { role: 'assistant', content: 'Because.', finish_reason: 'stop' },
    tools: [{ type: 'function', function: { name: 'f' } }],
    error: '400 Why?',
    usage: { prompt_tokens: 3 },
    cost: 0.5,
    hyperparameters: { temperature: 0, stream: true, stop: ['Ada'], user: 'Ada' },
    template: [{ role: 'user', content: '{{name}}' }],
    template_inputs: { name: 'Ada' },
    tool_choice: 'auto',
    response_format: { type: 'text' },
    user_properties: { user_id: 'Ada' },
    feedback: { note: 'good' },
    metrics: { note: 'good' },
    metadata,
  };
  expect(safePartOf(call)).toEqual({
    ...place,
    ...times,
    event_name: 'gpt-4o',
    model: 'gpt-4o-2024-08-06',
    provider: 'openai',
    messages: [],
    response: { finish_reason: 'stop' },
    error: 'error',
    usage: { prompt_tokens: 3 },
    cost: 0.5,
    hyperparameters: { temperature: 0, stream: true },
    metadata: { prompt_tokens: 3, trace_id: 'abc', request_model: 'gpt-4o' },
  });
  expect(safePartOf({ ...call, error: null, response: { content: 'Because.', finish_reason: null } })).toMatchObject({
    error: null,
    response: {},
  });
});

test('of a step without content, its kind, its ids and its times are left', () => {
  const step: StepEvent = {
    ...place,
    ...times,
    event_name: 'look for Ada',
    event_type: 'tool',
    config: { tool_name: 'look' },
    inputs: { name: 'Ada' },
    outputs: { message: 'There.' },
    error: 'not found: Ada',
    user_properties: { user_id: 'Ada' },
    metadata,
  };
  expect(safePartOf(step)).toEqual({
    ...place,
    ...times,
    event_name: 'unknown',
    event_type: 'tool',
    config: {},
    inputs: {},
    outputs: {},
    error: 'error',
    metadata: { prompt_tokens: 3, trace_id: 'abc', request_model: 'gpt-4o' },
  });
});
