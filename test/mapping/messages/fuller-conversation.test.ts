import { fuller } from '../../../src/mapping/messages/fuller-conversation';
import type { Message, Part, ToolAnswer, ToolCall } from '../../../src/mapping/messages/message';

const text = (said: string): Part => ({ kind: 'text', text: said });
const call = (members: Partial<ToolCall> = {}): ToolCall => ({ kind: 'tool_call', name: 'f', ...members });
const answer = (members: Partial<ToolAnswer> = {}): ToolAnswer => ({
  kind: 'tool_answer',
  content: null,
  block: {},
  ...members,
});
const image: Part = { kind: 'block', block: { type: 'image_url' } };
const user = (...parts: readonly Part[]): Message => ({ role: 'user', parts });
const model = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts });
const tool = (...parts: readonly Part[]): Message => ({ role: 'tool', parts });

type Case = readonly [
  what: string,
  first: readonly Message[],
  second: readonly Message[],
  together: readonly Message[],
];

const question = user(text('Why?'));
const given = '{"a":1}';

test.each<Case>([
  ['the same is said once', [question], [user(text(' Why? '))], [question]],
  [
    'what is divided otherwise is said once',
    [user(text('Why? How?'))],
    [user(text('Why?'), text('How?'))],
    [user(text('Why? How?'))],
  ],
  ['empty texts add nothing', [question], [question, model(text(' '))], [question]],
  ['roles alone are replaced', [user(), model(text(''))], [question], [question]],
  [
    'a call is put beside the text',
    [question, model(text('So.'))],
    [question, model(text('So.'), call({ id: 'c' }))],
    [question, model(text('So.'), call({ id: 'c' }))],
  ],
  [
    'a call without an id gets it',
    [model(call({ arguments: given }))],
    [model(call({ id: 'c', arguments: '{ "a": 1 }' }))],
    [model(call({ id: 'c', arguments: given }))],
  ],
  [
    'a call with an id keeps it',
    [model(call({ id: 'c', arguments: given }))],
    [model(call({ id: 'c', arguments: given }))],
    [model(call({ id: 'c', arguments: given }))],
  ],
  [
    'a call without arguments gets them',
    [model(call({ id: 'c', arguments: '{}' }))],
    [model(call({ id: 'c', arguments: given }))],
    [model(call({ id: 'c', arguments: given }))],
  ],
  [
    'a call with arguments keeps them',
    [model(call({ id: 'c', arguments: given }))],
    [model(call({ id: 'c', arguments: '{"b":2}' }))],
    [model(call({ id: 'c', arguments: given }))],
  ],
  [
    'an answer without content gets it',
    [tool(answer({ id: 'c' }))],
    [tool(answer({ id: 'c', content: '18' }))],
    [tool(answer({ id: 'c', content: '18' }))],
  ],
  [
    'an answer with content keeps it',
    [tool(answer({ id: 'c', content: '18' }))],
    [tool(answer({ id: 'c', content: '24' }))],
    [tool(answer({ id: 'c', content: '18' }))],
  ],
  [
    'an answer without an id gets it',
    [tool(answer({ content: '18' }))],
    [tool(answer({ id: 'c', content: '18' }))],
    [tool(answer({ id: 'c', content: '18' }))],
  ],
  [
    'an answer is put after its call',
    [question, model(call({ id: 'c' })), user(text('And?'))],
    [model(call({ id: 'c' })), tool(answer({ id: 'c', content: '18' }))],
    [question, model(call({ id: 'c' })), tool(answer({ id: 'c', content: '18' })), user(text('And?'))],
  ],
  [
    'a message between others is put there',
    [question, user(text('Then?'))],
    [question, model(text('So.')), user(text('Then?'))],
    [question, model(text('So.')), user(text('Then?'))],
  ],
  ['media are added where there are none', [question], [user(text('Why?'), image)], [user(text('Why?'), image)]],
  [
    'media are not compared',
    [user(text('Why?'), image)],
    [user(text('Why?'), { kind: 'block', block: { type: 'file' } })],
    [user(text('Why?'), image)],
  ],
  [
    'reasoning and refusals are added',
    [question, model(text('So.'))],
    [question, model({ kind: 'reasoning', text: 'Hm.' }, text('So.'), { kind: 'refusal', text: 'No.' })],
    [question, model(text('So.'), { kind: 'reasoning', text: 'Hm.' }, { kind: 'refusal', text: 'No.' })],
  ],
])('of an input, %s', (_what, first, second, together) => {
  expect(fuller(first, second, false)).toEqual({ messages: together, isUnrelated: false });
});

test.each<Case>([
  [
    'a call stands beside the text of the same choice',
    [model(text('So.'))],
    [model(call({ id: 'c' }))],
    [model(text('So.'), call({ id: 'c' }))],
  ],
  [
    'no further choice comes of a call',
    [model(text('So.'))],
    [model(text('So.')), model(call({ id: 'c' }))],
    [model(text('So.'), call({ id: 'c' }))],
  ],
])('of an answer, %s', (_what, first, second, together) => {
  expect(fuller(first, second, true)).toEqual({ messages: together, isUnrelated: false });
});

test.each<[string, readonly Message[], readonly Message[]]>([
  ['other texts', [question], [user(text('How?'))]],
  ['other calls', [model(call({ id: 'a', arguments: given }))], [model(call({ id: 'b', arguments: '{}' }))]],
])('a second source with %s is about something else', (_what, first, second) => {
  expect(fuller(first, second, false)).toEqual({ messages: first, isUnrelated: true });
});
