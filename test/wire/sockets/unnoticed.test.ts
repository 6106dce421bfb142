import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleOf } from '../../support/bundle';

const run = promisify(execFile);

interface SpanJson {
  readonly status: { readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
}

const preload = bundleOf(join(__dirname, '../apps/observed.ts'));
/** Node 20 has the global class behind a flag. */
const flags = process.versions.node.startsWith('20.') ? ['--experimental-websocket', '--no-warnings'] : [];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockets-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What the app saw, by the name of the case, and the spans that were made of its calls meanwhile. */
async function runApp(isObserved: boolean) {
  const spansFile = join(folder, 'spans.json');
  const app = join(__dirname, '../apps/socket-app.cjs');
  const { stdout, stderr } = await run(
    process.execPath,
    [...flags, ...(isObserved ? ['--require', preload()] : []), app],
    { env: { PATH: process.env['PATH'], SPANS_FILE: spansFile }, maxBuffer: 64 * 2 ** 20 },
  );
  const lines = stdout.trim().split('\n');
  const spans = isObserved ? (JSON.parse(await readFile(spansFile, 'utf8')) as readonly SpanJson[]) : [];
  return { seen: Object.fromEntries(lines.map((line) => JSON.parse(line) as [string, unknown])), stderr, spans };
}

type Content = readonly { readonly parts: readonly { readonly content?: string }[] }[] | undefined;
const textIn = (messages: unknown): string | undefined => (messages as Content)?.[0]?.parts[0]?.content;

/** The beginning of the text that was recorded of each call, and its error, by what was asked. */
const outcomes = (spans: readonly SpanJson[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    spans.map(({ attributes, status }) => [
      textIn(attributes['gen_ai.input.messages']) ?? 'unasked',
      [textIn(attributes['gen_ai.output.messages'])?.slice(0, 5), attributes['error.type'], status.message],
    ]),
  );

const answered = ['Grüße', undefined, undefined];
const cut = (message: string) => ['Grü', 'cut', message];
const ended = 'The connection ended without a closing frame';
const byServer = 'The socket was closed: 1011 The server had an error';

describe('an app that uses WebSockets', () => {
  let bare: Awaited<ReturnType<typeof runApp>>;
  let observed: Awaited<ReturnType<typeof runApp>>;
  beforeAll(async () => {
    [bare, observed] = await Promise.all([runApp(false), runApp(true)]);
  }, 240_000);

  test('sees and does the same with and without us: messages, closings, errors with their stacks, order and backpressure', () => {
    expect(Object.keys(bare.seen).length).toBeGreaterThan(120);
    expect(observed.seen).toEqual(bare.seen);
    expect(observed.stderr).toBe(bare.stderr);
  });

  test.each(['ws', 'global'])('by %s has its calls recorded, however their frames came', (kind) => {
    const recorded = outcomes(observed.spans);
    const expected = {
      ...Object.fromEntries(
        [
          ...['whole', 'events', 'binary', 'fragments', 'empty fragments', 'byte by byte', 'pings between fragments'],
          ...['many in one write', 'big', 'burst', 'other bytes', 'whole/packed', 'events/packed', 'big/packed'],
          ...['burst/packed', 'burst/packed anew', 'fragments/packed all', 'events/packed all', 'a buffer'],
          ...['an array buffer', 'a view', 'a large message', 'a protocol', 'order of events', 'closed 1000'],
        ].map((name) => [name, answered]),
      ),
      'closed 1011': cut(byServer),
      'closed 1011/packed all': cut(byServer),
      'closed 4000': cut('The socket was closed: 4000'),
      'closed without a code': cut('The socket was closed: 1005'),
      'closed at once': [undefined, '1008', 'The socket was closed: 1008 not allowed'],
      'closed by the app in an answer': ['Grü', 'aborted', undefined],
      terminated: cut(ended),
      ended: cut(ended),
      reset: cut('read ECONNRESET'),
      ...(kind === 'ws' ? { 'terminated by the app': ['Grü', 'aborted', undefined], 'a stream': answered } : {}),
    };
    for (const [name, outcome] of Object.entries(expected)) {
      expect([name, recorded[`${kind}: ${name}`]]).toEqual([name, outcome]);
    }
  });

  test('has no call recorded that was none, and no credential in any span', () => {
    expect(observed.spans.length).toBeGreaterThan(90);
    expect(Object.keys(outcomes(observed.spans)).filter((name) => name.includes('another path'))).toEqual([]);
    expect(JSON.stringify(observed.spans)).not.toContain('sk-secret');
  });
});
