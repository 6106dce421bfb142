import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { linksOf, pages, read, root, targetOf } from '../support/markdown';

const isOfTheWeb = (link: string): boolean => /^https?:/.test(link);

test.each(pages)('the links of %s lead to files that exist', (page) => {
  const lost = linksOf(page).filter((link) => !isOfTheWeb(link) && !existsSync(join(root, targetOf(page, link))));
  expect(lost).toEqual([]);
});

/** The names of a page's sections as GitHub makes them. */
const anchorsOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/\]\([^)]*\)/g, '')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

test.each(pages)('the links of %s to sections lead to sections that exist', (page) => {
  const lost = [...read(page).matchAll(/\]\(([^)#\s]*)#([^)\s]+)\)/g)].filter(([, link = '', anchor = '']) => {
    const target = link === '' ? page : targetOf(page, link);
    return (
      !isOfTheWeb(link) &&
      target.endsWith('.md') &&
      existsSync(join(root, target)) &&
      !anchorsOf(target).includes(anchor)
    );
  });
  expect(lost.map(([link]) => link)).toEqual([]);
});

test('docs/README.md leads to every page below docs, but for the parts of a folder that has an index of its own', () => {
  const reached = new Set(linksOf('docs/README.md').map((link) => targetOf('docs/README.md', link)));
  const astray = pages.filter((page) => /^docs\/(?!README|decisions\/\d)/.test(page) && !reached.has(page));
  expect(astray).toEqual([]);
});
