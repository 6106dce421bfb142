import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleOf } from '../support/bundle';

const run = promisify(execFile);

interface SpanJson {
  readonly name: string;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
}

const preload = bundleOf(join(__dirname, 'apps/observed.ts'));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wire-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What the app saw, one observation a line, and the spans that were made of its calls meanwhile. */
async function runApp(app: string, observed: boolean) {
  const spansFile = join(folder, `${app}.json`);
  const { stdout, stderr } = await run(
    process.execPath,
    [...(observed ? ['--require', preload()] : []), join(__dirname, 'apps', app)],
    { env: { PATH: process.env['PATH'], SPANS_FILE: spansFile }, maxBuffer: 64 * 2 ** 20 },
  );
  const spans = observed ? (JSON.parse(await readFile(spansFile, 'utf8')) as readonly SpanJson[]) : [];
  return {
    seen: Object.fromEntries(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as [string, unknown]),
    ),
    stderr,
    spans,
  };
}

type Outcome = readonly [text: string | undefined, error: string | undefined];

/** The text that was recorded of each call, and its error, by the name that the app gave the call. */
const outcomes = (spans: readonly SpanJson[]): Readonly<Record<string, Outcome>> =>
  Object.fromEntries(
    spans.map(({ attributes }) => {
      const messages = attributes['gen_ai.output.messages'] as
        | readonly { parts: readonly { content: string }[] }[]
        | undefined;
      return [
        String(attributes['honeyhive.request.user']),
        [messages?.[0]?.parts[0]?.content.slice(0, 3), attributes['error.type'] as string | undefined],
      ];
    }),
  );

const answered: Outcome = ['Grü', undefined];
const abortedInStream: Outcome = ['Grü', 'aborted'];
const unanswered = (error: string): Outcome => [undefined, error];

describe.each([
  {
    app: 'fetch-app.cjs',
    transport: 'fetch',
    expected: {
      json: answered,
      gzip: answered,
      br: answered,
      deflate: answered,
      'stream crumbs': answered,
      'stream byob': answered,
      'stream tee': answered,
      'overwritten chunks': answered,
      'bytes body': answered,
      'blob body': answered,
      'stream body': answered,
      'request object': answered,
      redirected: answered,
      'early break': abortedInStream,
      'cancelled body': abortedInStream,
      'aborted stream': abortedInStream,
      'aborted while waiting': unanswered('aborted'),
      'aborted for a reason': unanswered('aborted'),
      'timed out': unanswered('timeout'),
      dropped: unanswered('ECONNRESET'),
      'too many requests': unanswered('429'),
      'bad gateway': unanswered('502'),
      'cut stream': ['Grü', 'cut'] as Outcome,
      // Nothing of a request leaves `fetch` before there is a connection: such a call is recorded without its body.
      undefined: unanswered('ECONNREFUSED'),
    },
    unrecorded: ['fetch itself', 'aborted before', 'refused', 'form body', 'another endpoint'],
  },
  {
    app: 'http-app.cjs',
    transport: 'node:http',
    expected: {
      json: answered,
      'destructured import': answered,
      'written in pieces': answered,
      'end with a callback only': answered,
      'headers flushed first': answered,
      gzip: answered,
      stream: answered,
      'late listener': answered,
      'read by hand': answered,
      'through a proxy': answered,
      'destroyed response': abortedInStream,
      'aborted request': abortedInStream,
      'aborted by a signal': abortedInStream,
      'timed out': unanswered('aborted'),
      refused: unanswered('ECONNREFUSED'),
      dropped: unanswered('ECONNRESET'),
      'too many requests': unanswered('429'),
      'cut stream': ['Grü', 'cut'] as Outcome,
    },
    unrecorded: ['http itself', 'a chunk of a bad type'],
  },
  {
    app: 'http2-app.cjs',
    transport: 'node:http2',
    expected: {
      'http2 itself': answered,
      json: answered,
      gzip: answered,
      'written in pieces': answered,
      one: answered,
      two: answered,
      stream: answered,
      events: answered,
      'late listener': answered,
      'read by hand': answered,
      'cancelled stream': abortedInStream,
      'destroyed stream': abortedInStream,
      'aborted by a signal': abortedInStream,
      'timed out': unanswered('aborted'),
      'too many requests': unanswered('429'),
      reset: unanswered('ERR_HTTP2_STREAM_ERROR'),
      'reset later': ['Grü', 'cut'] as Outcome,
      'cut stream': ['Grü', 'cut'] as Outcome,
    },
    unrecorded: ['several at once', 'a chunk of a bad type', 'another endpoint'],
  },
])('an app that uses $transport', ({ app, expected, unrecorded }) => {
  let bare: Awaited<ReturnType<typeof runApp>>;
  let observed: Awaited<ReturnType<typeof runApp>>;
  beforeAll(async () => {
    [bare, observed] = await Promise.all([runApp(app, false), runApp(app, true)]);
  });

  test('behaves the same with and without us: results, errors with their stacks, order, backpressure and closed connections', () => {
    expect(Object.keys(bare.seen).length).toBeGreaterThan(20);
    expect(observed.seen).toEqual(bare.seen);
    expect(observed.stderr).toBe(bare.stderr);
  });

  test('has every call recorded, with what had arrived when it was cut', () => {
    const recorded = outcomes(observed.spans);
    expect(recorded).toMatchObject(expected);
    const names = Object.keys({ ...bare.seen, ...expected }).filter((name) => !unrecorded.includes(name));
    expect(
      Object.keys(recorded)
        .filter((name) => name !== 'undefined')
        .sort(),
    ).toEqual(names.filter((name) => name !== 'undefined').sort());
  });

  test('has no credential in any span', () => {
    expect(JSON.stringify(observed.spans)).not.toContain('sk-secret');
  });
});
