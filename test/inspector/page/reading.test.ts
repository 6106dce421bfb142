import { call } from '../agent-run';
import { idOf, sendV1Events, sessionIdOf } from '../post';
import { type Desk, openDesk, rowsOf, seen, textOf } from './browser';
import { sendDemo } from './records';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
afterEach(() => expect(desk.faults).toEqual([]));

const tab = (name: RegExp) => desk.page.getByRole('tab', { name }).click();
const article = (name: string) =>
  desk.page.locator('article').filter({ has: desk.page.getByRole('heading', { name }) });

test('an empty inspector says what to do, and what arrives is there without a reload', async () => {
  const { page, inspector } = desk;
  await seen(page, 'Nothing has arrived yet');
  await seen(page, `HH_API_URL=${inspector.url} HH_API_KEY=local node --import`);
  await sendDemo(inspector.url);
  await page.getByRole('option', { name: /POST \/trips/ }).waitFor();
  await page.getByRole('option', { name: /describe-pictures/ }).waitFor();
  await seen(page, '2 sessions');
  await seen(page, '5 calls');
  await page.getByRole('row', { name: /gpt-5-mini/ }).waitFor();
});

test('a session is a tree of its events, each with its time', async () => {
  const { page } = desk;
  await page.getByRole('option', { name: /POST \/trips/ }).click();
  await page.getByRole('tree').waitFor();
  expect(await rowsOf(page, 'treeitem')).toEqual([
    expect.stringMatching(/travel agent.*4\.20 s/),
    expect.stringMatching(/gpt-5-mini.*umbrella.*\$0\.00042.*1\.30 s/),
    expect.stringMatching(/get_weather.*Paris.*640 ms/),
    expect.stringMatching(/get_time.*error/),
    expect.stringMatching(/gpt-5-mini.*\$0\.00069.*1\.85 s/),
  ]);
  const levels = await page.getByRole('treeitem').evaluateAll((rows) => rows.map((row) => row.ariaLevel));
  expect(levels).toEqual(['1', '2', '2', '2', '2']);
});

test('the results of tools stand with the calls that asked for them, also where a later call has them', async () => {
  const { page } = desk;
  await page.getByRole('treeitem', { name: /1\.30 s/ }).click();
  const answer = article('answer');
  await answer.getByText('sky: "rain"').waitFor();
  expect(await textOf(answer)).toMatch(
    /get_weather call_1 { place: "Paris", unit: "celsius" } result { sky: "rain", degrees: 11 } tool call get_time call_2 { zone: "CET" } result Error: no clock/,
  );
  await seen(page, '512 cached');
  await seen(page, 'first token 420 ms');
  await seen(page, '$0.48 a million tokens');
});

test('reasoning is folded, and Markdown is made of a text when it is wanted', async () => {
  const { page } = desk;
  await page.getByRole('treeitem', { name: /1\.85 s/ }).click();
  await seen(page, '**Yes, take one.**');
  await seen(page, '96 reasoning');
  expect(await page.getByText('The tool says rain').count()).toBe(0);
  await page.getByRole('button', { name: /^Reasoning/ }).click();
  await seen(page, 'The tool says rain');
  await page.getByRole('button', { name: 'Markdown' }).click();
  const link = article('answer').getByRole('link', { name: 'the forecast' });
  expect(await link.getAttribute('rel')).toBe('noreferrer noopener');
  await article('answer').locator('strong', { hasText: 'Yes, take one.' }).waitFor();
  await article('answer').getByRole('link', { name: 'map' }).waitFor();
  expect(await article('answer').locator('img').count()).toBe(0);
  await page.getByRole('button', { name: 'Markdown' }).click();
});

test('parameters, tools, the filled template, ids and the raw record are a tab away', async () => {
  const { page } = desk;
  await tab(/^Setup/);
  await seen(page, 'temperature');
  expect(await textOf(page.locator('.template'))).toContain('Should I take an umbrella to Paris today?');
  await page.locator('summary', { hasText: 'get_weather' }).click();
  await seen(page, 'properties');
  await tab(/^Details/);
  await seen(page, idOf(14));
  await seen(page, 'rating');
  await tab(/^Record/);
  await seen(page, 'chat_history');
  await tab(/^Conversation/);
});

test('a tool has its arguments, its result and its error', async () => {
  const { page } = desk;
  await page.getByRole('treeitem', { name: /get_weather/ }).click();
  await page.getByRole('tabpanel').getByText('unit: "celsius"').waitFor();
  await page.getByRole('tabpanel').getByText('sky').first().waitFor();
  await page.getByRole('treeitem', { name: /get_time/ }).click();
  await page.getByRole('region', { name: 'Error' }).getByText('no clock').waitFor();
});

test('a picture is shown, a structured answer formatted, a violation of the schema named', async () => {
  const { page } = desk;
  await page.getByRole('option', { name: /describe-pictures/ }).click();
  await page.getByRole('treeitem', { name: /claude-sonnet.*\$0\.012/ }).click();
  await page.getByRole('img', { name: /^Attached, PNG/ }).waitFor();
  await article('answer').getByText('main: "grey"').waitFor();
  await article('answer').getByRole('button', { name: 'As text' }).click();
  await article('answer').getByText('{"objects":["dot"]').waitFor();
  await page.getByRole('treeitem', { name: /claude-sonnet.*error/ }).click();
  await page.getByRole('region', { name: 'Error' }).getByText('429 slow down').waitFor();
  await page.getByRole('treeitem', { name: /schema/ }).click();
  await seen(page, 'Breaks the schema');
  await seen(page, /colour/);
});

test('a call is copied as JSON and as a command', async () => {
  const { page } = desk;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate('navigator.clipboard.readText()');
  await page.getByRole('button', { name: 'Copy JSON' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(JSON.parse(String(await copied()))).toMatchObject({ event_id: idOf(23), colour: 'blue' });
  await page.getByRole('button', { name: 'Copy curl' }).click();
  await page.getByRole('button', { name: 'Copied' }).first().waitFor();
  await page.waitForFunction('navigator.clipboard.readText().then((text) => text.startsWith("curl "))');
  expect(await copied()).toContain('$OPENAI_API_KEY');
});

test('a call that arrives is added to the tree, and what is read stays where it is', async () => {
  const { page, inspector } = desk;
  await page.getByRole('option', { name: /POST \/trips/ }).click();
  await page.getByRole('treeitem', { name: /1\.85 s/ }).click();
  await page.getByRole('button', { name: /^Reasoning/ }).click();
  await seen(page, 'The tool says rain');
  await sendV1Events(
    inspector.url,
    call(30, { session_id: sessionIdOf(1), config: { model: 'late-model', provider: 'openai' } }),
  );
  await page.getByRole('treeitem', { name: /late-model/ }).waitFor();
  await seen(page, 'The tool says rain');
  expect(await textOf(page.getByRole('treeitem', { selected: true }))).toContain('gpt-5-mini');
});

test('all that is kept is deleted when that is wanted, and confirmed', async () => {
  const { page } = desk;
  page.once('dialog', (dialog) => void dialog.accept());
  await page.locator('summary', { hasText: '9 kept' }).click();
  await page.getByRole('button', { name: 'Delete all' }).click();
  await seen(page, 'Nothing has arrived yet');
});
