import { type Block, blocksOf, read, root } from '../support/markdown';
import { commandsOf } from '../support/shell-commands';
import { runNode, runSnippet } from './snippet-app';
import { standIns } from './stand-ins';

const readme = read('README.md');
const blocks = blocksOf('README.md');

/** The first block of a page that contains a text. */
function blockWith(text: string, page = 'README.md'): Block {
  const block = blocksOf(page).find((each) => each.text.includes(text));
  if (block === undefined) throw new Error(`${page} has no block with ${text}`);
  return block;
}

const standing = standIns();

test('the README has at most 1,500 words, those of its tables and code included, as `wc -w` counts them', () => {
  expect(readme.trim().split(/\s+/).length).toBeLessThanOrEqual(1_500);
});

test('what the README tells to type can be pasted: nothing has to be filled in but the key', () => {
  const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.split('\n'));
  expect(commands).toEqual([
    'npx opentelemetry-exporter-honeyhive inspect -- node app.mjs',
    'npm install opentelemetry-exporter-honeyhive',
    'HH_API_KEY=your-key HH_PROJECT=my-app node --import opentelemetry-exporter-honeyhive/register app.mjs',
    'npm run demo',
    'npm test',
  ]);
});

test('what the README says of faults is what the table in docs/comparison.md has', () => {
  const rows = [...read('docs/comparison.md').matchAll(/^\| (.+) \| (\S+) · .+ \| (\S+) · .+ \| (\S+) · .+ \|$/gm)];
  const delivered = rows.map((row) => row.slice(2).map((cell) => Number(cell.replaceAll('*', ''))));
  const valid = rows.map(([, what = '']) => {
    const [, exported = ''] = /([\d,]+)(?: spans end|(?: records)?\)$)/.exec(what) ?? [];
    return Number(exported.replace(',', '')) - (what.includes('one bad record') ? 1 : 0);
  });
  expect(delivered.map(([ours]) => ours)).toEqual(valid);
  const others = [1, 2].map((at) => delivered.filter(([ours = 0, ...rest]) => (rest[at - 1] ?? 0) < ours).length);
  expect(new Set(others).size).toBe(1);
  expect(readme).toContain(
    `In ${rows.length} kinds of faults, ours delivered all valid records; OTLP/HTTP and Langfuse lost records in ${others[0]} of them`,
  );
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

describe('an app that does what the README or the page of the processor says', () => {
  const ask = `
    import OpenAI from 'openai';
    const messages = [{ role: 'user', content: 'What is the capital of France?' }];
    await new OpenAI().chat.completions.create({ model: 'gpt-4o-mini', messages });`;
  const answered = {
    messages: [{ role: 'user', content: 'What is the capital of France?' }],
    response: { content: expect.stringContaining('Paris') },
  };

  test('with the command of the first way, has its calls in HoneyHive, with what the code says of them', async () => {
    const [command = []] = commandsOf(blockWith('--import').text);
    expect(command).toEqual(['node', '--import', 'opentelemetry-exporter-honeyhive/register', 'app.mjs']);
    const given = `const [sessionId, userId, question] = ['chat-7', 'ada', 'What is the capital of France?'];
      async function answer(content) {
        await new OpenAI().chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
      }
      import OpenAI from 'openai';`;
    expect(await runSnippet(blockWith('withHoneyHive('), [given, ''], standing.env, command.slice(1, 3))).toBe(0);
    expect(standing.honeyHive.events).toMatchObject([
      { ...answered, user_properties: { user_id: 'ada' }, metadata: { session_id: 'chat-7' } },
    ]);
    expect(standing.honeyHive.sessions).toMatchObject([{ session_name: 'Support chat' }]);
  });

  test('with the processor of the second way, has its calls in HoneyHive', async () => {
    expect(await runSnippet(blockWith('new HoneyHiveSpanProcessor('), ['', ask], standing.env)).toBe(0);
    expect(standing.honeyHive.events).toMatchObject([{ ...answered, project: 'my-app' }]);
  });

  test('with the plain exporter of docs/processor.md, has its calls in HoneyHive', async () => {
    const snippet = blockWith('new BatchSpanProcessor(exporter)', 'docs/processor.md');
    expect(await runSnippet(snippet, ['', ask], standing.env)).toBe(0);
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
  const args = ['--import', 'opentelemetry-exporter-honeyhive/register', 'examples/demo/app.mjs'];
  expect(await runNode(args, root, standing.env)).toBe(0);
  const shown = JSON.parse(blockWith('"event_name"').text);
  const [first = {}] = standing.honeyHive.events.toSorted((one, other) => one.start_time - other.start_time);
  expect(lasting(first)).toMatchObject(lasting(shown) as Record<string, unknown>);
});
