import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { dataFolder, endAll, startCli } from '../../support/cli';

const places = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Longer than a busy machine takes for anything: what a test waits for comes, or the test fails. */
const longestWaitMs = 150_000;

/** @throws an Error that says how to install a browser */
export function startBrowser(): Promise<Browser> {
  const executablePath = places.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      'These tests need Chromium. Install it by `apt-get install -y --no-install-recommends chromium`, or set CHROMIUM to where it is.',
    );
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** What the page's tests run against: the real command. */
export interface Inspector {
  /** Of the page, and where events are posted. */
  readonly url: string;
  close(): Promise<void>;
}

/** By default, on any free port, and what it keeps lies in a folder of its own. */
export async function startInspector({ port = '0', folder = dataFolder() } = {}): Promise<Inspector> {
  const run = startCli(['inspect', '--port', port], { XDG_DATA_HOME: folder });
  const [, url = ''] = await run.until(/^The page: (http:\S+)\//m);
  return { url, close: endAll };
}

/** What one file of tests uses: a browser, an inspector, and a page that has had no error. */
export interface Desk {
  readonly page: Page;
  readonly inspector: Inspector;
  /** What went wrong in the page: exceptions, messages of the console, what its security policy refused, requests elsewhere. */
  readonly faults: string[];
  close(): Promise<void>;
}

export async function openDesk(setting: Parameters<typeof startInspector>[0] = {}): Promise<Desk> {
  const [browser, inspector] = await Promise.all([startBrowser(), startInspector(setting)]);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'UTC' });
  page.setDefaultTimeout(longestWaitMs);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(inspector.url) && !request.url().startsWith('data:')) faults.push(request.url());
  });
  await page.goto(inspector.url);
  return {
    page,
    inspector,
    faults,
    close: async () => {
      await browser.close();
      await inspector.close();
    },
  };
}

/** Waits until a text is seen anywhere on the page. */
export const seen = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

/** The accessible names of the rows of a list or tree, shortened to their first words. */
export const rowsOf = async (page: Page, role: 'option' | 'treeitem'): Promise<readonly string[]> =>
  (await page.getByRole(role).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());

/** All that is read in a place, in one line. */
export const textOf = async (place: Locator): Promise<string> =>
  (await place.allInnerTexts()).join(' ').replaceAll(/\s+/g, ' ');
