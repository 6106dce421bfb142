import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSessions, type Stored } from '../../src/inspector';
import { root } from './example';

const screen = { width: 160, colour: false };

/** Without what differs from run to run: clock, time, cost, counts of tokens. */
const steady = (line: string): string =>
  line
    .replaceAll(/ · (?:–|\$[\d.]+|[\d.,]+ (?:ms|s|min)\b|\d+ (?:in|out)\b)/g, '')
    .replace(/^\d\d:\d\d:\d\d/, '        ')
    .trimEnd();

/** The tree in the README of an example: its first block that begins with a session. */
function treeIn(name: string): readonly string[] {
  const readme = readFileSync(join(root, 'examples', name, 'README.md'), 'utf8');
  const [, tree = ''] = /^```text\n(session .*?)^```$/ms.exec(readme) ?? [];
  return tree.trimEnd().split('\n');
}

/** A line's "…" stands for any text, a line of "…" alone for any lines. */
function expressionOf(lines: readonly string[]): RegExp {
  const escaped = lines.map((line) =>
    line.trim() === '…'
      ? '(?:.|\\n)*'
      : steady(line)
          .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
          .replaceAll('…', '.*'),
  );
  return new RegExp(`^${escaped.join('\n')}$`);
}

/** Fails unless the inspector shows of what has arrived what the README of the example shows. */
export function expectTreeOfReadme(name: string, received: Stored): void {
  const shown = renderSessions(received, screen).map(steady).join('\n').trimEnd();
  expect(shown).toMatch(expressionOf(treeIn(name)));
}
