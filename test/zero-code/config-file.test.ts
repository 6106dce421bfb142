import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { appsDir, type Ended, node, nodeBinary, register } from './app-process';

let provider: OpenAiStandIn;
let receiver: Receiver;
let folder: string;
beforeAll(async () => {
  provider = await startOpenAi();
});
afterAll(() => provider.close());
beforeEach(async () => {
  receiver = await startReceiver();
  folder = mkdtempSync(join(tmpdir(), 'config-file-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await receiver.close();
});

const inFolder = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const apps = (name: string): string => JSON.stringify(join(appsDir, name));
const asking = `require(${apps('question.cjs')});`;
const answer = 'The capital of France is Paris.\n';

interface Way {
  readonly app?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs an app with a file of options. */
function run(name: string, text: string, { app = asking, env = {} }: Way = {}): Promise<Ended> {
  const file = inFolder(name, text);
  return node(['--require', register, inFolder('app.cjs', app)], {
    env: {
      ...{ MODEL_URL: provider.url, HH_API_KEY: 'key', HH_API_URL: receiver.url, HH_COST: 'false' },
      ...{ HH_CONFIG: file, ...env },
    },
  });
}

const redacting = `{ redact: (record) => ({ ...record, messages: [{ role: 'user', content: 'redacted' }] }) }`;
const redacted = [{ role: 'user', content: 'redacted' }];
type Form = [what: string, name: string, text: string];
const stripsTypes =
  execFileSync(nodeBinary, ['-p', 'Boolean(process.features.typescript)'], { encoding: 'utf8' }).trim() === 'true';
const typed: readonly Form[] = [
  ['TypeScript', 'options.ts', `const options: object = ${redacting}; export default options;`],
  ['an ES module of TypeScript', 'options.mts', `export default ${redacting} satisfies object;`],
  ['a CommonJS module of TypeScript', 'options.cts', `module.exports = ${redacting} as object;`],
];
const never = 'await new Promise((resolve) => setTimeout(resolve, 60_000).unref());';

describe('options come from', () => {
  test.each<Form>([
    ['a CommonJS module', 'options.cjs', `module.exports = ${redacting};`],
    ['an ES module', 'options.mjs', `export default ${redacting};`],
    ['an ES module that awaits', 'options.mjs', `await 1; export default ${redacting};`],
    [
      'an ES module that was compiled to CommonJS',
      'options.cjs',
      `exports.__esModule = true; exports.default = ${redacting};`,
    ],
    ['a function', 'options.cjs', `module.exports = () => (${redacting});`],
    ['an asynchronous function', 'options.mjs', `export default async () => { await 1; return ${redacting}; };`],
    ...(stripsTypes ? typed : []),
  ])('%s', async (_what, name, text) => {
    const { stdout, stderr } = await run(name, text);
    expect({ stdout, stderr }).toEqual({ stdout: answer, stderr: '' });
    expect(receiver.events).toMatchObject([{ messages: redacted, response: { content: answer.trim() } }]);
  });

  test('a path from the folder in which the process started, whatever becomes of that', async () => {
    inFolder('options.cjs', `module.exports = ${redacting};`);
    const app = inFolder('app.cjs', `process.chdir('/');${asking}`);
    const started = `process.chdir(${JSON.stringify(folder)}); require(${JSON.stringify(register)}); require(${JSON.stringify(app)});`;
    const env = { MODEL_URL: provider.url, HH_API_KEY: 'key', HH_API_URL: receiver.url, HH_CONFIG: './options.cjs' };
    const { stderr } = await node(['--eval', started], { env });
    expect(stderr).toBe('');
    expect(receiver.events).toMatchObject([{ messages: redacted }]);
  });
});

test('an option of the file goes before its variable: a key by a function, which needs no variable, among them', async () => {
  const text = `module.exports = { apiKey: async () => 'of-the-file', source: 'file', cost: () => 0.5 };`;
  const { stderr } = await run('options.cjs', text, { env: { HH_API_KEY: '', HH_SOURCE: 'variable' } });
  expect(stderr).toBe('');
  expect(receiver.events).toMatchObject([{ source: 'file', cost: 0.5 }]);
});

test('what the file itself asks of models, and what is asked meanwhile, is recorded as it says', async () => {
  const text = `
    const { ask } = await import(${apps('ask.cjs')}).then(({ default: all }) => all);
    await ask();
    export default ${redacting};`;
  const { stdout, stderr } = await run('options.mjs', text);
  expect({ stdout, stderr }).toEqual({ stdout: answer, stderr: '' });
  expect(receiver.events.map(({ messages }) => messages)).toEqual([redacted, redacted]);
});

test('each thread loads it', async () => {
  const app = `
    const { Worker, isMainThread } = require('node:worker_threads');
    if (isMainThread) new Worker(__filename);
    ${asking}`;
  const { stderr } = await run('options.cjs', `module.exports = ${redacting};`, { app });
  expect(stderr).toBe('');
  expect(receiver.events.map(({ messages }) => messages)).toEqual([redacted, redacted]);
});

describe('a call is recorded without content, and a line says why, if the file', () => {
  test.each<[what: string, name: string, text: string, said: RegExp, way?: Way]>([
    ['is not there', 'options.cjs', '', /Cannot find module/, { env: { HH_CONFIG: '/nowhere/options.cjs' } }],
    ['throws', 'options.cjs', `throw new Error('no api_key=Zq9xLm2Wt7Kp4Rv8 here')`, /: no api_key=\[redacted\] here$/],
    [
      'rejects',
      'options.mjs',
      `export default Promise.reject(new Error('not today'))`,
      /options\.mjs \(HH_CONFIG\) is not used, .*: not today$/,
    ],
    [
      'has invalid options',
      'options.cjs',
      'module.exports = { redact: 1, maxRetries: 3 }',
      /: `maxRetries` is not an option\. Did you mean `maxRetryAgeMs`\? `redact` must be a function from a record to a record\.$/,
    ],
    [
      'exports no options',
      'options.cjs',
      'module.exports = 7',
      /: The options must be an object, such as `\{ apiKey: process\.env\.HH_API_KEY \}`, and not a number\.$/,
    ],
    ...(stripsTypes
      ? []
      : typed.map(([what, name, text]): [string, string, string, RegExp] => [
          `is ${what}`,
          name,
          text,
          /: TypeScript needs Node 22\.18 or later, and this is v20\.\d+\.\d+: name a file of JavaScript\.$/,
        ])),
    [
      'has not loaded when the app exits',
      'options.mjs',
      `${never} export default {};`,
      /: it had not loaded when the process ended\.$/,
      { app: `require(${apps('ask.cjs')}).ask().then(console.log).then(() => process.exit());` },
    ],
    [
      'has a misspelt variable',
      'options.cjs',
      '',
      /HH_CONFGI is unknown; did you mean HH_CONFIG\?.* no content is sent/,
      { env: { HH_CONFIG: '', HH_CONFGI: 'x' } },
    ],
  ])('%s', async (_what, name, text, ...[said, way]) => {
    const { stdout, stderr, code } = await run(name, text, way);
    expect({ stdout, code }).toEqual({ stdout: answer, code: 0 });
    expect(stderr.trimEnd()).toMatch(said);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(receiver.events).toMatchObject([
      { model: 'gpt-4o-2024-08-06', messages: [], usage: { total_tokens: expect.any(Number) } },
    ]);
    expect(JSON.stringify(receiver.received)).not.toMatch(/How are you|capital/);
  });
});

test('a file can switch everything off', async () => {
  const { stderr } = await run('options.cjs', 'module.exports = { enabled: false }');
  expect(stderr).toBe('');
  expect(receiver.requests).toEqual([]);
});

describe('what is masked', () => {
  const app = `
    fetch(process.env.MODEL_URL + '/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'I am alice@example.com, 4111 1111 1111 1111, order T-17' }] }),
    }).then((response) => response.text());`;

  test('is what HH_MASK_PATTERNS names', async () => {
    const { stderr } = await run('none.cjs', '', { app, env: { HH_CONFIG: '', HH_MASK_PATTERNS: 'email, card' } });
    expect(stderr).toBe('');
    expect(receiver.events).toMatchObject([{ messages: [{ content: 'I am [email], [card], order T-17' }] }]);
  });

  test('is what the file names, before its redact sees a record', async () => {
    const text = `module.exports = {
      maskPatterns: ['email', /T-\\d+/],
      redact: (record) => ({ ...record, metadata: { seen: record.messages[0].content } }),
    };`;
    await run('options.cjs', text, { app });
    expect(receiver.events).toMatchObject([
      { metadata: { seen: 'I am [email], 4111 1111 1111 1111, order [masked]' } },
    ]);
  });

  test('is everything, if the variable cannot be read or is misspelt', async () => {
    await run('none.cjs', '', { app, env: { HH_CONFIG: '', HH_MASK_PATTERNS: 'emails' } });
    await run('none.cjs', '', { app, env: { HH_CONFIG: '', HH_MASK: 'email' } });
    const masked = { messages: [{ content: 'I am [email], [card], order T-17' }] };
    expect(receiver.events).toMatchObject([masked, masked]);
  });
});
