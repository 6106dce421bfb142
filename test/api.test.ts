import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');
const kept = join(root, 'docs', 'api');
let made: string;

beforeAll(() => {
  made = mkdtempSync(join(tmpdir(), 'honeyhive-api-'));
  execFileSync(process.execPath, [join(root, '.ci', 'api.mjs'), made]);
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

test('docs/api has a report of each entry, and no others', () => {
  expect(readdirSync(kept).sort()).toEqual(readdirSync(made).sort());
});

/** Where this fails, the public API has changed. If that is meant, `npm run api` renews the reports; name it in the changelog. */
test.each(readdirSync(kept))('what the package exports is what docs/api/%s says', (report) => {
  expect(readFileSync(join(made, report), 'utf8')).toBe(readFileSync(join(kept, report), 'utf8'));
});
