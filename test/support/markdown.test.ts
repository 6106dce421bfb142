import { blocksIn } from './markdown';

const fence = '```';

test.each<[what: string, lines: readonly string[], blocks: readonly (readonly [string, string])[]]>([
  ['a fence with its language and words', [`${fence}js sdk-3`, 'a', '', ' b', fence], [['js', 'a\n\n b']]],
  ['a fence in a list, without its indent', ['- text', '', `  ${fence}sh`, '  a', `  ${fence}`], [['sh', 'a']]],
  ['a fence without a language', [fence, 'a', fence], [['', 'a']]],
  ['lines that are only indented', ['text', '', '    a', '    b', '', 'text'], [['', '    a\n    b']]],
  ['no indented lines of a paragraph or a list', ['text', '    more', '', '- one', '', '  two', '    three'], []],
  ['indented lines of a list', ['1. one', '', '       a'], [['', '       a']]],
])('the blocks of a page are %s', (_what, lines, blocks) => {
  expect(blocksIn('page.md', lines.join('\n')).map(({ language, text }) => [language, text])).toEqual(blocks);
});
