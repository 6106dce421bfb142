import { request } from 'node:http';
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
