import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './example';
import { stageOf } from './stage';

const stage = stageOf('worker', ['.']);
const start = ['node', join(root, 'examples/start.mjs')];
const jobs = readFileSync(join(root, 'examples/worker/jobs.jsonl'), 'utf8');

test('without keys, a stand-in answers and the inspector shows the events; its end is that of all', async () => {
  const none = { OPENAI_API_KEY: undefined, OPENAI_BASE_URL: undefined, HH_API_KEY: undefined, HH_API_URL: undefined };
  const all = stage.start(none, [...start, ...stage.example.command]);
  all.child.stdin.end(jobs);
  await all.printed(/The app has ended with exit code 0/);
  await all.printed(/^session Answer a question · (?:ada|grace)/m);
  all.child.kill('SIGTERM');
  expect(await all.ended).toMatchObject({ code: 0, output: expect.stringMatching(/^The page: http/m) });
});

test('with keys, it runs the command as it is, and ends with its exit code', async () => {
  const worker = stage.start({}, [...start, ...stage.example.command]);
  worker.child.stdin.end(jobs);
  const { code, output } = await worker.ended;
  expect({ code, output }).toEqual({ code: 0, output: expect.not.stringContaining('stand-in') });
  expect(stage.honeyHive.events).toHaveLength(4);
  expect(await stage.start({}, [...start, 'node', '--eval', 'process.exit(3)']).ended).toMatchObject({ code: 3 });
});
