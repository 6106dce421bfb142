import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { lexer, type Token, type Tokens, walkTokens } from 'marked';

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

const isCode = (token: Token): token is Tokens.Code => token.type === 'code';

export function blocksOf(page: string): readonly Block[] {
  const found: Tokens.Code[] = [];
  walkTokens(lexer(read(page)), (token) => {
    if (isCode(token)) found.push(token);
  });
  return found.map(({ lang = '', text }, index) => {
    const [language = '', ...words] = lang.split(/\s+/);
    return { page, place: index + 1, language, words, text };
  });
}

export const allBlocks: readonly Block[] = pages.flatMap(blocksOf);

/** The links of a page, pictures included, without their fragments. */
export const linksOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/\]\(([^)#\s]+)|(?:src|srcset|href)="([^"#]+)/g)].map(
    ([, link, source]) => link ?? source ?? '',
  );

/** The path of a link's target, from the root. */
export const targetOf = (page: string, link: string): string => posix.join(dirname(page), link);
