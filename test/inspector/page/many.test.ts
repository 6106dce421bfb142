import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { dataFolder, endAll, startCli } from '../../support/cli';
import { call, step } from '../agent-run';
import { idOf, sessionIdOf } from '../post';
import { type Desk, openDesk, seen } from './browser';

/** Calls that are kept: 2,000 in the first session, 100 in each of the others. */
const many = 50_000;
const inFirst = 2000;
const sessionOf = (n: number): string => sessionIdOf(n <= inFirst ? 1 : 1 + Math.ceil((n - inFirst) / 100));

async function writeLines(file: string): Promise<void> {
  const lines = createWriteStream(file);
  for (let n = 1; n <= many; n += 1) {
    const record = call(n, { session_id: sessionOf(n), ...(n <= inFirst ? { parent_id: idOf(many + 1) } : {}) });
    if (!lines.write(`${JSON.stringify(record)}\n`)) await once(lines, 'drain');
  }
  const agent = step(many + 1, { event_name: 'long agent', start_time: 1_760_000_000_000 });
  lines.end(JSON.stringify(agent));
  await finished(lines);
}

let desk: Desk;
beforeAll(async () => {
  const folder = dataFolder();
  const file = path.join(folder, 'calls.jsonl');
  await writeLines(file);
  const imported = startCli(['inspect', '--import', file], { XDG_DATA_HOME: folder });
  expect(await imported.ended()).toBe(0);
  desk = await openDesk({ folder });
});
afterAll(() => desk.close());
afterAll(endAll);
afterEach(() => expect(desk.faults).toEqual([]));

test('of 50,000 calls, only those in view are on the page', async () => {
  const { page } = desk;
  await page.getByRole('region', { name: 'Totals' }).getByText('50,000 calls').waitFor();
  await page.getByRole('option').first().waitFor();
  expect(await page.getByRole('option').count()).toBeLessThan(100);
});

test('a search finds the one that has a text', async () => {
  const { page } = desk;
  await page.keyboard.press('/');
  await page.keyboard.type('"question 43210"');
  await page.getByRole('region', { name: 'Totals' }).getByText('1 call', { exact: true }).waitFor();
  await page.getByRole('option').first().click();
  await seen(page, 'question 43210');
});

test('a session of 2,000 calls is scrolled through to its end', async () => {
  const { page } = desk;
  await page.goto(`${desk.inspector.url}/?session=${sessionIdOf(1)}`);
  const tree = page.getByRole('tree');
  await page.getByRole('treeitem', { name: /long agent/ }).waitFor();
  expect(await page.getByRole('treeitem').count()).toBeLessThan(200);
  await tree.press('End');
  await page.getByRole('treeitem', { name: /question 2000/ }).waitFor();
  expect(await page.getByRole('treeitem').count()).toBeLessThan(200);
});
