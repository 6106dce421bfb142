import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, blocksOf } from '../support/markdown';
import { commandsOf } from '../support/shell-commands';
import { folderOf } from '../support/snippets';
import { standIns } from './stand-ins';

const standing = standIns();

/** Runs a page's snippet with an app, by the command of the page that asks for a tree. */
async function run(
  page: string,
  file: string,
  app: (snippet: string) => string,
  args: readonly string[],
): Promise<void> {
  const snippet = blocksOf(page).find(({ language }) => language === 'js') as Block;
  const text = app(snippet.text);
  const folder = folderOf([snippet, { ...snippet, place: 0, text }], 'frameworks');
  writeFileSync(join(folder, file), snippet.text);
  writeFileSync(join(folder, 'app.mjs'), text);
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...standing.env, HH_COST: 'false', HH_EVENTS_API: 'v1', HH_EVENTS: 'all' },
  });
  const [code] = await once(child, 'exit');
  rmSync(folder, { recursive: true, force: true });
  expect(code).toBe(0);
}

/** The events, each by its kind, its name and those of the events around it, from the outside in. */
const tree = (): readonly string[] => {
  const lineOf = (event: Readonly<Record<string, unknown>>): string => {
    const parent = standing.honeyHive.v1Events.find(({ event_id: id }) => id === event['parent_id']);
    return `${parent === undefined ? '' : `${lineOf(parent)} › `}${event['event_type']} ${event['event_name']}`;
  };
  return standing.honeyHive.v1Events.map(lineOf).toSorted();
};

test('the page of LangChain: a chain is an event with its model call below it', async () => {
  const page = 'docs/running/langchain.md';
  const command = blocksOf(page)
    .flatMap(({ text }) => commandsOf(text))
    .find((words) => words.includes('./tracing.mjs'));
  const app = (): string => `
    import { ChatPromptTemplate } from '@langchain/core/prompts';
    import { ChatOpenAI } from '@langchain/openai';
    const chain = ChatPromptTemplate.fromTemplate('What is the capital of {country}?').pipe(new ChatOpenAI({ model: 'gpt-4o' }));
    await chain.invoke({ country: 'France' }, { runName: 'tour-guide', metadata: { session_id: 'chat-7' } });`;
  await run(page, 'tracing.mjs', app, command?.slice(1) ?? []);
  expect(tree()).toEqual(['chain tour-guide', 'chain tour-guide › model chat gpt-4o']);
  expect(
    standing.honeyHive.v1Events.map(({ metadata }) => (metadata as Record<string, unknown>)['session_id']),
  ).toContain('chat-7');
});

test("the page of the AI SDK: a function is an event with its model call below it, in the telemetry's session", async () => {
  const given = "const [question, sessionId, userId] = ['What is the capital of France?', 'chat-7', 'ada'];";
  await run('docs/running/ai-sdk.md', 'snippet.mjs', (snippet) => `${given}\n${snippet}`, [
    '--import',
    'opentelemetry-exporter-honeyhive/register',
    'app.mjs',
  ]);
  expect(tree()).toEqual(['chain ai.generateText', expect.stringMatching(/^chain ai\.generateText › model .*gpt-4o/)]);
  const call = standing.honeyHive.v1Events.find(({ event_type: type }) => type === 'model');
  expect(call?.['metadata']).toMatchObject({ session_id: 'chat-7', 'ai.telemetry.functionId': 'answer_question' });
});
