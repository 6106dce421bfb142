import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

export const root = join(__dirname, '../..');

/** A block of code of a page. */
export interface Block {
  readonly page: string;
  /** Its place among the blocks of the page, from 1. */
  readonly place: number;
  /** The language that follows the fence; '' where a block has none or is only indented. */
  readonly language: string;
  /** Words behind the language. */
  readonly words: readonly string[];
  readonly text: string;
}

const isIgnored = (path: string): boolean =>
  /(?:^|\/)(?:node_modules|dist|\.git|\.stryker-tmp)(?:\/|$)/.test(path) || path.startsWith('test/');

function pathsBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (isIgnored(path)) return [];
    return entry.isDirectory() ? pathsBelow(path) : [path];
  });
}

/** All pages of the project that people read. The reports of the API are not among them: they are made, and checked as a whole. */
export const pages: readonly string[] = pathsBelow('.').filter(
  (path) => path.endsWith('.md') && !path.startsWith('docs/api/'),
);

const cache = new Map<string, string>();
export function read(page: string): string {
  const text = cache.get(page) ?? readFileSync(join(root, page), 'utf8');
  cache.set(page, text);
  return text;
}

const indentOf = (line: string): number => line.search(/\S/);

/** A block that a fence opens: its lines without the fence's indent, up to the closing fence. */
function fenced(lines: readonly string[], at: number, fence: string): readonly string[] {
  const indent = indentOf(lines[at] ?? '');
  const length = lines.slice(at + 1).findIndex((line) => line.trim() === fence);
  return lines.slice(at + 1, length === -1 ? undefined : at + 1 + length).map((line) => line.slice(indent));
}

/** A block that is only indented, which CommonMark takes for code, too: behind an empty line, four characters deeper than its list. */
function indented(lines: readonly string[], at: number, listIndent: number): readonly string[] {
  if (at > 0 && lines[at - 1]?.trim() !== '') return [];
  const length = lines.slice(at).findIndex((line) => indentOf(line) < listIndent + 4);
  return lines.slice(at, length === -1 ? undefined : at + length);
}

export const blocksOf = (page: string): readonly Block[] => blocksIn(page, read(page));

/** @param page its path, for what is said of its blocks */
export function blocksIn(page: string, markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  const add = (text: readonly string[], info = ''): void => {
    const [language = '', ...words] = info.trim().split(/\s+/);
    blocks.push({ page, place: blocks.length + 1, language, words, text: text.join('\n') });
  };
  const lines = markdown.split('\n');
  let listIndent = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, fence, info] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence !== undefined) {
      const text = fenced(lines, at, fence);
      add(text, info);
      at += text.length + 1;
    } else if (line.trim() !== '') {
      const text = indented(lines, at, listIndent);
      if (text.length > 0) add(text);
      at += Math.max(0, text.length - 1);
      const item = /^\s*(?:[-*+]|\d+\.)\s+/.exec(line)?.[0];
      if (text.length === 0) listIndent = item?.length ?? (indentOf(line) < listIndent ? 0 : listIndent);
    }
  }
  return blocks;
}

export const allBlocks: readonly Block[] = pages.flatMap(blocksOf);

/** The links of a page, pictures included, without their fragments. */
export const linksOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/\]\(([^)#\s]+)|(?:src|srcset|href)="([^"#]+)/g)].map(
    ([, link, source]) => link ?? source ?? '',
  );

/** The path of a link's target, from the root. */
export const targetOf = (page: string, link: string): string => posix.join(dirname(page), link);
