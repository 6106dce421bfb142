import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lambda, startLambda } from '../zero-code/lambda-process';
import { expectTreeOfReadme } from './readme-tree';
import { stageOf } from './stage';

const stage = stageOf('lambda', ['.']);
const event = { question: 'What is the capital of France?' };
const running: Lambda[] = [];
afterEach(() => Promise.all(running.splice(0).map((lambda) => lambda.close())));

/** The function as its template has it deployed, on the runtime of Node 22. */
async function deployed(task: string, env: NodeJS.ProcessEnv = {}): Promise<Lambda> {
  const template = readFileSync(join(task, 'template.yaml'), 'utf8');
  const settingOf = (name: string): string => RegExp(`^ +${name}: (.+)$`, 'm').exec(template)?.[1] ?? '';
  const settings = { NODE_OPTIONS: settingOf('NODE_OPTIONS'), HH_PROJECT: settingOf('HH_PROJECT') };
  const lambda = await startLambda({
    runtime: 3,
    handler: settingOf('Handler'),
    task,
    env: { ...stage.env, ...settings, ...env },
  });
  running.push(lambda);
  return lambda;
}

const answer = { kind: 'response', body: JSON.stringify({ answer: 'The capital of France is Paris.' }) };

test('as deployed, the event of a call has arrived when the function is frozen', async () => {
  const lambda = await deployed(stage.example.folder);
  expect(await lambda.invoke(event)).toMatchObject(answer);
  expect(stage.honeyHive.events).toHaveLength(1);
  expect(stage.honeyHive.events[0]).toMatchObject({ project: 'lambda' });
  expectTreeOfReadme('lambda', stage.honeyHive);
});

test('with the package in a layer, the same', async () => {
  const layer = mkdtempSync(join(tmpdir(), 'layer-'));
  const task = mkdtempSync(join(tmpdir(), 'task-'));
  try {
    cpSync(stage.example.folder, task, { recursive: true });
    for (const name of ['opentelemetry-exporter-honeyhive', '@opentelemetry'])
      renameSync(join(task, 'node_modules', name), join(layer, name));
    const lambda = await deployed(task, { NODE_PATH: layer });
    expect(await lambda.invoke(event)).toMatchObject(answer);
    expect(stage.honeyHive.events).toHaveLength(1);
  } finally {
    for (const folder of [layer, task]) rmSync(folder, { recursive: true, force: true });
  }
});

test('npm start invokes it once', async () => {
  const { code, output } = await stage.start().ended;
  expect({ code, output }).toEqual({ code: 0, output: "{ answer: 'The capital of France is Paris.' }\n" });
  expect(stage.honeyHive.events).toHaveLength(1);
});
