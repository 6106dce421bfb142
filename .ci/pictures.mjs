// Draws the README's pictures of the inspector's page: `npm run docs:pictures`. What is seen is what the apps of the demo send.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startApp } from '../examples/demo/app-process.mjs';
import { chat } from '../examples/demo/chat-turns.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = join(root, 'docs', 'pictures');
const { startOpenAi } = createRequire(import.meta.url)('../test/support/providers/openai.cjs');

/** Resolves with the inspector and its address, once it listens. */
async function startInspector() {
  const inspector = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'inspect', '--port', '0', '--memory']);
  let text = '';
  while (!text.includes('\n')) text += (await once(inspector.stdout, 'data'))[0];
  inspector.stdout.resume();
  return { inspector, url: /http:\S+(?=\/)/.exec(text)?.[0] };
}

const [openAi, { url, inspector }] = await Promise.all([startOpenAi(), startInspector()]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const env = {
    ...process.env,
    ...{ HH_API_URL: url, HH_API_KEY: 'local', HH_PROJECT: 'demo', HH_EVENTS_API: 'v1', HH_EVENTS: 'all' },
    ...{ OPENAI_BASE_URL: openAi.url, OPENAI_API_KEY: 'sk-demo' },
  };
  await startApp('app.mjs', {}, env).ended;
  await chat(env);
  mkdirSync(pictures, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 760 }, colorScheme, timezoneId: 'UTC' });
    await page.goto(url);
    await page
      .getByRole('option', { name: /POST \/chat/ })
      .first()
      .click();
    await page.getByRole('treeitem').nth(1).click();
    await page.getByRole('tab', { name: /^Conversation/ }).waitFor();
    await page.screenshot({ path: join(pictures, `inspector-${colorScheme}.png`) });
  }
} finally {
  await browser.close();
  inspector.kill();
  await Promise.all([once(inspector, 'close'), openAi.close()]);
}
