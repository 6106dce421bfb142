import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..');
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => join('docs', name));

test.each(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...docs])(
  'the links of %s lead to files that exist',
  (page) => {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+)/g)].map(([, link = '']) => link);
    const lost = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(root, dirname(page), link)));
    expect(lost).toEqual([]);
  },
);

test('each way of running has its page', () => {
  const pages = docs.filter((page) => page.startsWith('docs/running/') && !page.endsWith('README.md'));
  const index = readFileSync(join(root, 'docs/running/README.md'), 'utf8');
  expect(pages.filter((page) => !index.includes(`](${page.slice('docs/running/'.length)})`))).toEqual([]);
  expect(pages.length).toBeGreaterThan(0);
});
