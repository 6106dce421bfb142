import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from './example';
import { expectTreeOfReadme } from './readme-tree';
import { stageOf } from './stage';

const stage = stageOf('worker', ['.']);
const jobs = readFileSync(join(root, 'examples/worker/jobs.jsonl'), 'utf8');

test('each job is a session with its calls', async () => {
  const worker = stage.start();
  worker.child.stdin.end(jobs);
  expect(await worker.ended).toMatchObject({ code: 0 });
  expectTreeOfReadme('worker', stage.honeyHive);
});

test('on SIGTERM the job at hand is finished and its events are sent; the next is not begun', async () => {
  const gate = await startGate(stage.model.url);
  const worker = stage.start({ OPENAI_BASE_URL: gate.url });
  worker.child.stdin.write(jobs);
  await gate.asked;
  worker.child.kill('SIGTERM');
  await worker.printed(/No further job is taken/);
  gate.open();
  const { code, output } = await worker.ended;
  expect(code).toBe(0);
  expect(output).toContain('job-1: The capital of France is Paris.');
  expect(output).not.toContain('job-2');
  expect(stage.honeyHive.events).toHaveLength(2);
  gate.close();
});

/** A model that begins to answer when it is told to. */
async function startGate(model: string) {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let ask = (): void => {};
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const server = createServer(async (request, response) => {
    const body = await text(request);
    ask();
    await opened;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${model}${request.url}`, { method: 'POST', headers, body });
    response.writeHead(answer.status, headers).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, open, close: () => server.close() };
}
