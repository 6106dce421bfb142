import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from '../../package.json';
import { root } from './markdown';

/** The commands of a block of a shell, each as its words, without variables set before it and comments. */
export const commandsOf = (text: string): readonly (readonly string[])[] =>
  text
    .replaceAll(/\\\n/g, ' ')
    .replaceAll(/(^|\s)#.*$/gm, '$1')
    .split(/\n|&&|\|\||[;|]/)
    .map((command) => command.trim().split(/\s+/))
    .map((words) => words.slice(words.findIndex((word) => !/^\w+=/.test(word))))
    .filter(([first = '']) => first !== '');

/** The scripts that can be run in the folder of a page or in one above it. */
export function scriptsFor(page: string): readonly string[] {
  const folder = dirname(page);
  const file = join(root, folder, 'package.json');
  const own = existsSync(file) ? Object.keys(JSON.parse(readFileSync(file, 'utf8')).scripts ?? {}) : [];
  return folder === '.' ? own : [...own, ...scriptsFor(folder)];
}

/** The script that a command of npm runs, if it does; `npm start` is an app's own. */
export function scriptOf([command, first, ...rest]: readonly string[]): string | undefined {
  if (command !== 'npm') return undefined;
  if (first === 'run') return rest.find((word) => !word.startsWith('-'));
  return first === 'test' ? 'test' : undefined;
}

/** What follows our own command, which has two names: its first word and options, without the app's command behind `--`. */
export function ownCommandOf(words: readonly string[]): readonly string[] | undefined {
  const isCommand = (word: string, index: number): boolean =>
    /(?:^|\/)honeyhive-otel$/.test(word) || (word === manifest.name && words[index - 1] === 'npx');
  const at = words.findIndex(isCommand);
  if (at === -1) return undefined;
  const rest = words.slice(at + 1);
  const end = rest.indexOf('--');
  return (end === -1 ? rest : rest.slice(0, end)).filter((word, index) => index === 0 || word.startsWith('-'));
}
