import { event, idOf, sendEvents, sessionIdOf, start, startV1Session } from '../post';
import { type Desk, openDesk, rowsOf, seen, startInspector } from './browser';
import { sendDemo } from './records';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await sendDemo(desk.inspector.url);
  await desk.page.getByRole('option', { name: /POST \/trips/ }).waitFor();
});
afterAll(() => desk.close());
afterEach(() => expect(desk.faults).toEqual([]));

const open = (address: string) => desk.page.goto(`${desk.inspector.url}${address}`);
const query = (): URLSearchParams => new URL(desk.page.url()).searchParams;
const option = (name: RegExp) => desk.page.getByRole('option', { name });
const gone = (name: RegExp) => option(name).waitFor({ state: 'detached' });

test('a search finds text anywhere in a record, and the totals follow it', async () => {
  const { page } = desk;
  await page.keyboard.press('/');
  await page.keyboard.type('celsius "umbrella to paris"');
  await gone(/describe-pictures/);
  await page.getByRole('region', { name: 'Totals' }).getByText('2 calls').waitFor();
  await page.waitForFunction('CSS.highlights.get("found").size > 0');
  expect(query().get('text')).toBe('celsius "umbrella to paris"');
  await page.keyboard.type(' nowhere');
  await seen(page, 'No session matches.');
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await option(/describe-pictures/).waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('');
});

test('what a filter is set to stands in the address, survives a reload, and going back takes it away', async () => {
  const { page } = desk;
  await open('/');
  await page.keyboard.press('f');
  await page.getByRole('checkbox', { name: /anthropic/ }).check();
  await gone(/POST \/trips/);
  await page.getByRole('checkbox', { name: 'With an error' }).check();
  await page.getByRole('region', { name: 'Totals' }).getByText('1 call').waitFor();
  await page.reload();
  await page.getByRole('region', { name: 'Totals' }).getByText('1 call').waitFor();
  expect(await rowsOf(page, 'option')).toEqual([expect.stringMatching(/describe-pictures.*1 error/)]);
  await page.goBack();
  await page.getByRole('region', { name: 'Totals' }).getByText('2 calls').waitFor();
  await page.goBack();
  await option(/POST \/trips/).waitFor();
  await page.goForward();
  await gone(/POST \/trips/);
  await page
    .getByRole('list', { name: 'Filters' })
    .getByRole('button', { name: /anthropic/ })
    .click();
  await option(/POST \/trips/).waitFor();
});

test.each([
  ['?user=ada', 1],
  ['?model=gpt-5-mini', 2],
  ['?tool=get_weather', 2],
  ['?kind=tool', 2],
  ['?problem=true', 1],
  [`?from=${1_760_000_000_000 + 21_000}`, 3],
  [`?in=${sessionIdOf(2)}`, 3],
])('the calls of %s are listed', async (address, count) => {
  const { page } = desk;
  await open(`/${address}&view=calls`);
  await page.getByRole('listbox').waitFor();
  await page.waitForFunction(`document.querySelectorAll('[role=option]').length === ${count}`);
  expect(await page.getByRole('list', { name: 'Filters' }).getByRole('button').count()).toBe(1);
});

test('what the filter does not let through is marked in the tree of a session', async () => {
  const { page } = desk;
  await open(`/?session=${sessionIdOf(1)}&text=celsius`);
  await page.locator('.tree-label.aside').first().waitFor();
  expect(await page.locator('.tree-label:not(.aside)').count()).toBe(3);
});

test('the keys lead through the tree and into a call, and Escape leads out again', async () => {
  const { page } = desk;
  await open(`/?session=${sessionIdOf(1)}`);
  await page.getByRole('tree').waitFor();
  for (const [key, id] of [
    ['j', 10],
    ['j', 11],
    ['ArrowDown', 12],
    ['k', 11],
    ['ArrowLeft', 10],
    ['ArrowRight', 11],
    ['End', 14],
  ] as const) {
    await page.keyboard.press(key);
    await page.waitForURL((url) => url.searchParams.get('call') === idOf(id));
  }
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction('document.querySelectorAll("[role=treeitem]").length === 1');
  await page.keyboard.press('Enter');
  await page.waitForFunction('document.activeElement.id === "detail"');
  await page.keyboard.press('r');
  await page.getByRole('tab', { name: 'Record', selected: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.searchParams.has('call'));
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.searchParams.has('session'));
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await page.waitForFunction('document.documentElement.dataset.theme === "dark"');
  await page.reload();
  await page.waitForFunction('getComputedStyle(document.documentElement).colorScheme === "dark"');
  await page.keyboard.press('t');
});

test('two calls are compared side by side, with what differs marked', async () => {
  const { page } = desk;
  await open(`/?session=${sessionIdOf(1)}&call=${idOf(11)}`);
  await page.getByRole('heading', { name: 'answer' }).waitFor();
  await page.keyboard.press('c');
  await seen(page, 'Choose another call to compare with');
  await page.getByRole('treeitem', { name: /1\.85 s/ }).click();
  await page.getByRole('heading', { name: 'Two calls compared' }).waitFor();
  expect(await page.getByRole('row', { name: /^Tokens out/ }).getAttribute('class')).toBe('differs');
  expect(await page.getByRole('row', { name: /^temperature/ }).getAttribute('class')).toBe('same');
  await page.locator('summary', { hasText: '1 system the same' }).waitFor();
  await page.locator('ins', { hasText: 'It is raining' }).waitFor();
  await page.locator('del', { hasText: 'get_weather' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Two calls compared' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'answer' }).waitFor();
});

test('charts show the calls over time, and dragging across one filters by time', async () => {
  const { page } = desk;
  await open('/?view=charts');
  const chart = page.getByRole('img', { name: /^Model calls over time: 5, 1 failed/ });
  await chart.locator('canvas').waitFor();
  const box = await chart.locator('.u-over').boundingBox();
  if (box === null) throw new Error('The chart is not in view.');
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width, box.y + 20, { steps: 5 });
  await page.mouse.up();
  await page.getByRole('region', { name: 'Totals' }).getByText('3 calls').waitFor();
  expect(Number(query().get('from'))).toBeGreaterThan(1_760_000_005_000);
  await page
    .getByRole('row', { name: /claude-sonnet-4-5/ })
    .getByRole('button')
    .click();
  await page.getByRole('region', { name: 'Totals' }).getByText('2 calls').waitFor();
});

test('while a list is scrolled, what is new waits above it', async () => {
  const { page, inspector } = desk;
  const many = Array.from({ length: 60 }, (_, index) => 100 + index);
  await Promise.all(many.map((n) => startV1Session(inspector.url, start(n, { session_name: `session ${n}` }))));
  await sendEvents(inspector.url, ...many.map((n) => event(n, { session_id: sessionIdOf(n) })));
  await open('/');
  const list = page.getByRole('listbox', { name: 'Sessions' });
  await option(/session 159/).waitFor();
  await list.evaluate((element) => {
    element.scrollTop = 660;
  });
  await option(/session 149/).waitFor();
  const place = await option(/session 149/).boundingBox();
  await sendEvents(
    inspector.url,
    event(900, { session_id: sessionIdOf(900) }),
    event(901, { session_id: sessionIdOf(901) }),
  );
  await page.getByRole('button', { name: '2 new sessions' }).waitFor();
  expect(await option(/session 149/).boundingBox()).toEqual(place);
  await page.getByRole('button', { name: '2 new sessions' }).click();
  await option(/question 901/).waitFor();
});

test('a server that goes away and comes back is followed again', async () => {
  const { page, inspector, faults } = desk;
  await page.getByText('Live', { exact: true }).waitFor();
  await inspector.close();
  await page.getByText('Not connected', { exact: true }).waitFor();
  const again = await startInspector({ port: new URL(inspector.url).port });
  await page.getByText('Live', { exact: true }).waitFor();
  await sendEvents(inspector.url, event(950, { session_id: sessionIdOf(950) }));
  await option(/question 950/).waitFor();
  await again.close();
  // The browser writes into its console that it did not reach the server.
  faults.splice(0);
});
