import { stepOf } from '../../support/step';

/** The output of a tool is in an event of its span. */
test.each<[string, readonly object[], unknown]>([
  [
    'the content of a file',
    [{ name: 'tool.output', attributes: { content: 'a line', file_path: 'a.txt' } }],
    { message: 'a line' },
  ],
  [
    'the output of a command',
    [{ name: 'other' }, { name: 'tool.output', attributes: { output: 'done' } }],
    { message: 'done' },
  ],
  [
    'whatever else the tool is about',
    [{ name: 'tool.output', attributes: { url: 'https://example.com' } }],
    { message: { url: 'https://example.com' } },
  ],
  ['none', [{ name: 'other', attributes: { content: 'a line' } }], {}],
])('a tool of Claude Code has %s', (_what, events, expected) => {
  const attributes = { 'gen_ai.operation.name': 'execute_tool', tool_use_id: 'toolu_1' };
  const { outputs } = stepOf(attributes, { events: events as never });
  expect(outputs).toEqual(expected);
});
