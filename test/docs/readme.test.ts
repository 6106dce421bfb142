import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, blocksOf, read, root } from '../support/markdown';
import { commandsOf } from '../support/shell-commands';
import { folderOf } from '../support/snippets';
import { standIns } from './stand-ins';

const readme = read('README.md');
const blocks = blocksOf('README.md');

/** The first block of the README that contains a text. */
function blockWith(text: string): Block {
  const block = blocks.find((each) => each.text.includes(text));
  if (block === undefined) throw new Error(`The README has no block with ${text}`);
  return block;
}

const standing = standIns();

/** Runs Node with the settings of a user; its exit code. */
async function run(args: readonly string[], folder: string): Promise<number | null> {
  const app: ChildProcess = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: standing.env,
  });
  const [code] = await once(app, 'exit');
  return code;
}

test('the README has at most 1,500 words, those of its tables and code included, as `wc -w` counts them', () => {
  expect(readme.trim().split(/\s+/).length).toBeLessThanOrEqual(1_500);
});

test('what the README tells to type can be pasted: nothing has to be filled in but the key', () => {
  const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.split('\n'));
  expect(commands).toEqual([
    'npm run demo',
    'npm test',
    'npm install opentelemetry-exporter-honeyhive',
    'HH_API_KEY=your-key HH_PROJECT=my-app node --import opentelemetry-exporter-honeyhive/register app.mjs',
    'npx opentelemetry-exporter-honeyhive inspect -- node app.mjs',
  ]);
});

/** The rows of the tables of a page, each as its cells. */
const rowsOf = (page: string): readonly (readonly string[])[] =>
  [...read(page).matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.split(' | '));

test("each row of the README's tables of measurements is one of docs/comparison.md", () => {
  const known = rowsOf('docs/comparison.md');
  const rows = rowsOf('README.md').filter(([, ours = '']) => /\d/.test(ours));
  expect(rows.length).toBeGreaterThan(8);
  const strays = rows.filter(
    ([what, ...values]) =>
      !known.some(
        ([other, ...theirs]) => other === what && values.every((value, at) => theirs[at]?.split(' · ')[0] === value),
      ),
  );
  expect(strays).toEqual([]);
});

describe('an app that does what the README says', () => {
  const ask = `
    import OpenAI from 'openai';
    const messages = [{ role: 'user', content: 'What is the capital of France?' }];
    await new OpenAI().chat.completions.create({ model: 'gpt-4o-mini', messages });`;
  const answered = {
    messages: [{ role: 'user', content: 'What is the capital of France?' }],
    response: { content: expect.stringContaining('Paris') },
  };

  /** The app is a snippet, with something before and behind it. */
  async function runSnippet(
    snippet: Block,
    [before, behind]: readonly [string, string],
    args: readonly string[] = [],
  ): Promise<number | null> {
    const text = `${before}\n${snippet.text}\n${behind}`;
    const folder = folderOf([{ ...snippet, text }]);
    writeFileSync(join(folder, 'app.mjs'), text);
    try {
      return await run([...args, 'app.mjs'], folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test('with the command of the first way, has its calls in HoneyHive, with what the code says of them', async () => {
    const [command = []] = commandsOf(blockWith('--import').text).slice(1);
    expect(command).toEqual(['node', '--import', 'opentelemetry-exporter-honeyhive/register', 'app.mjs']);
    const given = `const [sessionId, userId, question] = ['chat-7', 'ada', 'What is the capital of France?'];
      async function answer(content) {
        await new OpenAI().chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
      }
      import OpenAI from 'openai';`;
    expect(await runSnippet(blockWith('withHoneyHive('), [given, ''], command.slice(1, 3))).toBe(0);
    expect(standing.honeyHive.events).toMatchObject([
      { ...answered, user_properties: { user_id: 'ada' }, metadata: { session_id: 'chat-7', tier: 'gold' } },
    ]);
  });

  test('with the processor of the second way, has its calls in HoneyHive', async () => {
    expect(await runSnippet(blockWith('new HoneyHiveSpanProcessor('), ['', ask])).toBe(0);
    expect(standing.honeyHive.events).toMatchObject([{ ...answered, project: 'my-app' }]);
  });

  test('with the exporter of the third way, has the spans of an instrumentation in HoneyHive', async () => {
    const instrumented = `
      import { trace } from '@opentelemetry/api';
      import { ModelWireInstrumentation } from 'opentelemetry-exporter-honeyhive/instrumentation';
      const instrumentation = new ModelWireInstrumentation();${ask}
      await instrumentation.settle();
      await trace.getTracerProvider().getDelegate().shutdown();`;
    expect(await runSnippet(blockWith('new HoneyHiveSpanExporter('), ['', instrumented])).toBe(0);
    expect(standing.honeyHive.events).toMatchObject([{ ...answered, project: 'my-app' }]);
  });
});

/** Names of members, with what differs from run to run left out. */
function lasting(record: Readonly<Record<string, unknown>>): unknown {
  const { duration, event_id, start_time, end_time, metadata, tools, session_id, ...same } = record;
  const { trace_id, span_id, response_id, ...known } = metadata as Readonly<Record<string, unknown>>;
  return { ...same, metadata: known };
}

test("the record that the README shows is the first one of the demo's app", async () => {
  expect(await run(['--import', 'opentelemetry-exporter-honeyhive/register', 'examples/demo/app.mjs'], root)).toBe(0);
  const shown = JSON.parse(blockWith('"event_name"').text);
  const [first = {}] = standing.honeyHive.events.toSorted((one, other) => one.start_time - other.start_time);
  expect(lasting(first)).toMatchObject(lasting(shown) as Record<string, unknown>);
});
