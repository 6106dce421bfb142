import type { JsonObject } from '../../../src/json/json';
import { call, step } from '../agent-run';
import { event, idOf, sendEvents, sendV1Events, sessionIdOf, start, startV1Session } from '../post';
import { type Desk, openDesk, seen, textOf } from './browser';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
afterEach(() => expect(desk.faults).toEqual([]));

const open = (address: string) => desk.page.goto(`${desk.inspector.url}${address}`);
const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const reversed = '\u202egnp.exe\u202c \u001b[31m\u0000';

/** What is hostile in every place that a page shows. */
const hostile = (n: number): JsonObject =>
  call(n, {
    ...{ session_id: sessionIdOf(1), event_name: markup, error: `${markup}${reversed}` },
    config: {
      ...{ model: `${markup}${reversed}`, provider: markup, hyperparameters: { [markup]: markup } },
      tools: [{ type: 'function', function: { name: markup, description: markup, parameters: { [markup]: markup } } }],
      template: [{ role: markup, content: `{{${markup}}} {{x}}` }],
    },
    inputs: {
      x: markup,
      chat_history: [
        { role: markup, name: markup, content: `${markup}${reversed}` },
        {
          role: 'user',
          content: [
            {
              type: 'text',
              text: `[link](javascript:document.title=3) <a href="javascript:document.title=4">a</a> ![i](https://example.com/i.png)`,
            },
            { type: 'image_url', image_url: { url: 'https://example.com/tracker.png' } },
            { type: 'image_url', image_url: { url: 'data:image/svg+xml;base64,PHN2Zy8+' } },
            { type: 'image_url', image_url: { url: 'javascript:document.title=5' } },
            { type: markup, [markup]: markup },
          ],
        },
        { role: 'assistant', tool_calls: [{ id: markup, function: { name: markup, arguments: markup } }] },
      ],
    },
    outputs: {
      role: 'assistant',
      content: `# ${markup}\n\n\`${markup}\`\n\n| a |\n|---|\n| ${markup} |`,
      finish_reason: markup,
    },
    metadata: { [markup]: markup, trace_id: markup },
    user_properties: { user_id: markup },
    feedback: { [markup]: markup },
  });

test('markup, scripts and addresses in a record are text, wherever they stand', async () => {
  const { page, inspector } = desk;
  await startV1Session(
    inspector.url,
    start(1, { session_name: `${markup}${reversed}`, user_properties: { user_id: markup } }),
  );
  await sendV1Events(inspector.url, hostile(1), hostile(2), { ...hostile(3), [markup]: markup });
  for (const view of ['sessions', 'calls', 'charts']) {
    for (const tab of ['conversation', 'setup', 'details', 'record']) {
      await open(
        `/?view=${view}&session=${sessionIdOf(1)}&call=${idOf(3)}&tab=${tab}&markdown=true&model=${encodeURIComponent(markup + reversed)}`,
      );
      await page.getByRole('tab', { selected: true }).waitFor();
      await page.getByRole('tree').waitFor();
    }
  }
  await open(`/?session=${sessionIdOf(1)}&call=${idOf(1)}&base=${idOf(2)}`);
  await page.getByRole('heading', { name: 'Two calls compared' }).waitFor();
  await open(`/?session=${sessionIdOf(1)}&call=${idOf(1)}&markdown=true`);
  await page.getByRole('heading', { name: 'answer' }).waitFor();
  expect(await textOf(page.locator('.role-answer'))).toContain('<script>document.title=2</script>');
  await seen(page, 'U+202E');
  await seen(page, 'U+001B');
  expect(await page.locator('img, script[src*=x], svg, iframe').count()).toBe(0);
  const links = await page.locator('main a').evaluateAll((all) => all.map((each) => each.getAttribute('href')));
  expect(
    links.every((link) => link === 'https://example.com/i.png' || link === 'https://example.com/tracker.png'),
  ).toBe(true);
  expect(await page.title()).toContain('Inspector');
});

test('a text of a megabyte without a space is shown piece by piece, and so is a record of ten', async () => {
  const { page, inspector } = desk;
  const long = 'x'.repeat(1_000_000);
  const messages = Array.from({ length: 300 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `${index} ${'word '.repeat(6000)}`,
  }));
  await sendEvents(
    inspector.url,
    event(11, {
      session_id: sessionIdOf(2),
      messages: [{ role: 'user', content: long }],
      response: { role: 'assistant', content: long },
    }),
    event(12, {
      session_id: sessionIdOf(2),
      messages,
      metadata: Object.fromEntries(messages.map((each, index) => [`m${index}`, each])) as JsonObject,
    }),
  );
  await open(`/?session=${sessionIdOf(2)}&call=${idOf(11)}`);
  const shown = () => page.locator('.role-answer .text').evaluate((element) => element.textContent?.length ?? 0);
  await page.getByRole('heading', { name: 'answer' }).waitFor();
  expect(await shown()).toBeLessThan(4000);
  await page
    .locator('.role-answer')
    .getByRole('button', { name: /^Show more of/ })
    .click();
  await page.waitForFunction('document.querySelector(".role-answer .text").textContent.length > 40000');
  await page.getByRole('button', { name: 'Fold' }).click();
  await open(`/?session=${sessionIdOf(2)}&call=${idOf(12)}`);
  await page.getByRole('button', { name: /earlier messages of 290/ }).click();
  await page.getByRole('button', { name: /earlier messages of 250/ }).waitFor();
  expect(await page.locator('article').count()).toBe(51);
  await page.getByRole('tab', { name: 'Record' }).click();
  await page.getByRole('button', { name: /300 items/ }).click();
  await page.getByRole('button', { name: 'Show 100 more' }).waitFor();
  expect(await page.locator('*').count()).toBeLessThan(3000);
});

test('of a session of 2,000 events only those in view are made, and the keys reach the last', async () => {
  const { page, inspector } = desk;
  const steps = Array.from({ length: 2000 }, (_, index) =>
    step(1000 + index, { session_id: sessionIdOf(3), start_time: 1_760_000_000_000 + index * 100 }),
  );
  await sendV1Events(inspector.url, ...steps);
  await open(`/?session=${sessionIdOf(3)}`);
  await page.getByRole('treeitem', { name: 'step 1000' }).waitFor();
  expect(await page.getByRole('treeitem').count()).toBeLessThan(100);
  await page.keyboard.press('j');
  await page.keyboard.press('End');
  await page.getByRole('treeitem', { name: 'step 2999', selected: true }).waitFor();
  expect(await page.getByRole('treeitem', { name: 'step 2999' }).getAttribute('aria-setsize')).toBe('2000');
  expect(await page.getByRole('treeitem').count()).toBeLessThan(100);
});

test('records with hardly any field are shown', async () => {
  const { page, inspector } = desk;
  await sendV1Events(
    inspector.url,
    { event_id: idOf(77), session_id: sessionIdOf(4) },
    { event_id: idOf(78), session_id: sessionIdOf(4), event_type: 'model', inputs: null, start_time: 1e300 },
  );
  for (const n of [77, 78]) {
    await open(`/?session=${sessionIdOf(4)}&call=${idOf(n)}`);
    await seen(page, 'Breaks the schema');
  }
  await open('/?session=none&call=none&base=other');
  await seen(page, 'This is not kept any more.');
  // The browser writes into its console what the server did not find.
  desk.faults.splice(0);
});
