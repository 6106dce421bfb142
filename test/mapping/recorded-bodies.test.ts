import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { recordOf } from '../support/call';

/** What is read of recorded requests and answers of APIs, where an instrumentation keeps them whole, as OpenInference does. */
const folder = join(__dirname, 'bodies');
const isRenewed = process.env['UPDATE_RECORDS'] === '1';

type Exchange = { readonly name: string; readonly request: unknown; readonly response: unknown };
const exchangesOf = (api: string): readonly Exchange[] =>
  JSON.parse(readFileSync(join(folder, `../../fixtures/wire/${api}.json`), 'utf8'));

function readBodies(exchanges: readonly Exchange[], name: string): unknown {
  const exchange = exchanges.find((each) => each.name === name);
  if (exchange === undefined) throw new Error('There is no such exchange.');
  const { request, response } = exchange;
  const { metadata, project, event_name, duration, event_id, start_time, end_time, ...record } = recordOf({
    'gen_ai.operation.name': undefined,
    'gen_ai.request.model': undefined,
    'openinference.span.kind': 'LLM',
    'input.value': JSON.stringify(request),
    'input.mime_type': 'application/json',
    'output.value': JSON.stringify(response),
    'output.mime_type': 'application/json',
  });
  const ofSpan = new Set(['trace_id', 'span_id', 'openinference.span.kind', 'dialect']);
  const beside = Object.entries(metadata ?? {}).filter(([member]) => !ofSpan.has(member));
  return JSON.parse(JSON.stringify({ ...record, metadata: Object.fromEntries(beside) }));
}

const files = readdirSync(folder).map((name) => {
  const path = join(folder, name);
  const api = basename(name, '.json');
  const expected = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>;
  return { path, api, expected, exchanges: exchangesOf(api) };
});

if (isRenewed) {
  for (const { path, expected, exchanges } of files) {
    const renewed = Object.fromEntries(Object.keys(expected).map((name) => [name, readBodies(exchanges, name)]));
    writeFileSync(path, `${JSON.stringify(renewed, undefined, 2)}\n`);
  }
}

const cases = files.flatMap(({ api, expected, exchanges }) =>
  Object.entries(expected).map(([name, record]) => [api, name, exchanges, record] as const),
);

test.each(cases)('%s: what is read of the bodies of %s', (_api, name, exchanges, expected) => {
  if (!isRenewed) expect(readBodies(exchanges, name)).toEqual(expected);
});
