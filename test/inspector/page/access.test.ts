import { readFileSync } from 'node:fs';
import { idOf, sessionIdOf } from '../post';
import { type Desk, openDesk } from './browser';
import { sendDemo } from './records';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

/** Its value, and what it finds right, would take long to bring here. */
const axe = `${readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')};undefined`;
const run = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`;
const serious = ['serious', 'critical'];

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds serious on the page as it is. */
async function findings(): Promise<readonly string[]> {
  await desk.page.evaluate(axe);
  const violations = (await desk.page.evaluate(run)) as readonly Finding[];
  return violations
    .filter(({ impact }) => serious.includes(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}

test('an empty inspector has no serious fault', async () => {
  await desk.page.getByRole('heading', { name: 'Nothing has arrived yet' }).waitFor();
  expect(await findings()).toEqual([]);
});

const session = `session=${sessionIdOf(1)}`;
type State = readonly [what: string, address: string, waitFor: string];

/** Those that have most of what a page is made of. */
const fullest: readonly State[] = [
  ['lists and charts', '/?view=charts', '.distributions'],
  ['a call as Markdown', `/?${session}&call=${idOf(14)}&markdown=true&view=calls`, 'article'],
  ['a call with an error', `/?session=${sessionIdOf(2)}&call=${idOf(22)}`, '.failure'],
  ['a comparison', `/?${session}&call=${idOf(14)}&base=${idOf(11)}`, '.compare-text'],
];

const states: readonly State[] = [
  ...fullest,
  ['a session', `/?${session}`, '[role=treeitem]'],
  ['what a call was made with', `/?${session}&call=${idOf(14)}&tab=setup`, '.template'],
  ['a record', `/?${session}&call=${idOf(14)}&tab=record&model=gpt-5-mini`, '.json'],
];

describe.each([
  ['light', 1440, states],
  ['dark', 1440, fullest],
  ['light', 390, fullest],
] as const)('in %s colours, %i pixels wide,', (colorScheme, width, shown) => {
  beforeAll(async () => {
    await desk.page.emulateMedia({ colorScheme });
    await desk.page.setViewportSize({ width, height: 900 });
    await sendDemo(desk.inspector.url);
  });

  test.each(shown)(
    '%s: no serious fault, and nothing that a narrow screen cuts off',
    async (_what, address, waitFor) => {
      const { page, inspector } = desk;
      await page.goto(`${inspector.url}${address}`);
      await page.locator(waitFor).first().waitFor();
      if (width > 760) await page.keyboard.press('f');
      expect(await findings()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    },
  );
});

test('the help and the menus have no serious fault', async () => {
  const { page } = desk;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(desk.inspector.url);
  await page.locator('.menu summary').click();
  expect(await findings()).toEqual([]);
  await page.locator('.menu summary').click();
  await page.getByRole('button', { name: 'Keys' }).click();
  await page.getByRole('dialog').waitFor();
  expect(await findings()).toEqual([]);
});

test('one column is seen at a time on a narrow screen, with a way back', async () => {
  const { page, inspector } = desk;
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(inspector.url);
  await page.getByRole('option', { name: /POST \/trips/ }).click();
  await page.getByRole('treeitem', { name: /get_weather/ }).click();
  await page.getByRole('tabpanel').waitFor();
  expect(await page.getByRole('tree').isVisible()).toBe(false);
  await page.getByRole('region', { name: 'Event' }).getByRole('button', { name: '‹ Back' }).click();
  await page.getByRole('tree').waitFor();
  await page.getByRole('button', { name: '‹ Sessions' }).click();
  await page.getByRole('listbox').waitFor();
  await page.getByRole('button', { name: 'Charts' }).click();
  await page.getByRole('heading', { name: 'Over time' }).waitFor();
  await page.getByRole('button', { name: '‹ Sessions' }).click();
  await page.getByRole('listbox').waitFor();
});
