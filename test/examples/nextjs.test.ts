import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expectTreeOfReadme } from './readme-tree';
import { stageOf } from './stage';

const stage = stageOf('nextjs', ['test/apps/next', '.'], 'test/apps/next');

const answerTo = (url: string, question?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: question === undefined ? 'GET' : 'POST' }, (response) =>
      resolve(text(response)),
    );
    sent.on('error', reject).end(question);
  });

test('each request is a session with its model call, streamed or not', async () => {
  const server = stage.start({ PORT: '0', NEXT_TELEMETRY_DISABLED: '1' });
  const [url] = await server.printed(/http:\/\/localhost:\d+/);
  await server.printed(/Ready in/);
  await answerTo(`${url}/none`); // one that comes while `instrumentation.js` is loading is not seen
  expect(await answerTo(url)).toContain('<p>The capital of France is Paris.</p>');
  expect(await answerTo(`${url}/api/chat`, 'Say that again, please.')).toBe('The capital of France is Paris.');
  await stage.honeyHive.waitForEvents(2, 60_000);
  expectTreeOfReadme('nextjs', stage.honeyHive);
}, 600_000); // Next compiles each page when it is asked for

test('with NODE_OPTIONS, settings that stand in `.env.local` are taken, which Next reads later', async () => {
  const { HH_API_KEY, HH_API_URL } = stage.env;
  const settings = { HH_API_KEY, HH_API_URL, HH_PROJECT: 'of-the-file', HH_MASK_PATTERNS: 'email' };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(stage.example.folder, '.env.local'), lines.join(''));
  writeFileSync(join(stage.example.folder, 'instrumentation.js'), 'export function register() {}');
  const server = stage.start({
    ...{ PORT: '0', NEXT_TELEMETRY_DISABLED: '1', HH_API_KEY: undefined, HH_API_URL: undefined },
    NODE_OPTIONS: '--import opentelemetry-exporter-honeyhive/register',
  });
  const [url] = await server.printed(/http:\/\/localhost:\d+/);
  expect(await answerTo(`${url}/api/chat`, 'alice@example.com asks.')).toBe('The capital of France is Paris.');
  const [event] = await stage.honeyHive.waitForEvents(1, 60_000);
  expect(event).toMatchObject({ project: 'of-the-file' });
  expect(JSON.stringify(event?.messages)).toContain('[email] asks.');
}, 600_000);
