// Installs the packed package in apps of every kind that docs/support.md names, and has each deliver one event:
// `npm run test:compatibility`. Words after it choose tables by their titles. UPDATE_DOCS=1 writes the tables into the page.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlerGroup } from './bundlers';
import { root } from './folders';
import { type Group, hasFailed, resultsOf, tableOf } from './group';
import { managerGroup } from './managers';
import { nextGroup } from './next';
import { nodeGroup } from './nodes';
import { sdkGroup } from './sdks';
import { typescriptGroup } from './typescript-versions';

const groups: readonly Group[] = [nodeGroup, sdkGroup, typescriptGroup, bundlerGroup, nextGroup, managerGroup];
const page = join(root, 'docs', 'support.md');
const end = '<!-- End of what is made. -->';

/** Puts the table of a group with the day of the run in the place of the one before. */
function renew(title: string, table: string): void {
  const day = new Date().toISOString().slice(0, 10);
  const start = `<!-- ${title}: made by UPDATE_DOCS=1 npm run test:compatibility -->`;
  const before = readFileSync(page, 'utf8');
  const from = before.indexOf(start);
  const to = before.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`docs/support.md has no place for the table "${title}"`);
  writeFileSync(page, `${before.slice(0, from)}${start}\n\n${table}\n\nChecked on ${day}.\n\n${before.slice(to)}`);
}

async function main(): Promise<void> {
  const words = process.argv.slice(2).map((word) => word.toLowerCase());
  const isChosen = ({ title }: Group): boolean =>
    words.length === 0 || words.some((word) => title.toLowerCase().includes(word));
  const tables: string[] = [];
  for (const group of groups.filter(isChosen)) {
    const results = await resultsOf(group, (line) => console.log(line));
    tables.push(tableOf(group, results));
    if (results.length === 0 || results.some(hasFailed)) process.exitCode = 1;
    else if (process.env['UPDATE_DOCS'] === '1') renew(group.title, tables.at(-1) ?? '');
  }
  if (tables.length === 0) {
    console.error(`No table has one of these words in its title: ${groups.map(({ title }) => title).join(', ')}`);
    process.exitCode = 1;
  }
  console.log(`\n${tables.join('\n\n')}`);
}

void main();
