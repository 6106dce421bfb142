import type { LogEvent, ReadableSpan } from '../../src/mapping/span/span-view';
import { chatSpan } from './call';

export interface LargeCall {
  readonly span: ReadableSpan;
  readonly logs: readonly LogEvent[];
}

type Grown = (count: number) => Readonly<Record<string, unknown>>;

const flat = (text: string): string => Buffer.from(text).toString();
const json = (value: unknown): string => flat(JSON.stringify(value));
const words = (chars: number): string => flat('some words, "quoted"\n'.repeat(Math.ceil(chars / 21)).slice(0, chars));
const times = <T>(count: number, item: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => item(index));
const said = (text: string) => ({ role: 'user', parts: [{ type: 'text', content: text }] });
const asked = (index: number) => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', id: `call_${index}`, name: 'look', arguments: { at: index, words: ['a', 'b'] } }],
});
const openAi = (content: unknown) => ({ role: 'user', content });
const many = (count: number, name: (index: number) => string): Record<string, unknown> =>
  Object.fromEntries(times(count, (index) => [name(index), `value ${index}`]));

/** Attributes of about a hundred bytes for each of `count`. */
const attributes: Readonly<Record<string, Grown>> = {
  'a prompt': (count) => ({ 'gen_ai.input.messages': json([said(words(100 * count))]) }),
  'a prompt of other characters': (count) => ({ 'gen_ai.input.messages': json([said('京都🗼'.repeat(25 * count))]) }),
  messages: (count) => ({ 'gen_ai.input.messages': json(times(count, (index) => said(`${index} ${words(50)}`))) }),
  'parts of a message': (count) => ({
    'gen_ai.input.messages': json([
      { role: 'user', parts: times(count, (index) => ({ type: 'text', content: `${index} ${words(50)}` })) },
    ]),
  }),
  'parts of a message that two sources have': (count) => ({
    'openinference.span.kind': 'LLM',
    'gen_ai.input.messages': json([
      { role: 'user', parts: times(count >> 1, (index) => ({ type: 'text', content: `one ${index}` })) },
    ]),
    'input.value': json({
      messages: [openAi(times(count >> 1, (index) => ({ type: 'text', text: `other ${index}` })))],
    }),
  }),
  "texts of a tool's answer that two sources have": (count) => ({
    'openinference.span.kind': 'LLM',
    'gen_ai.input.messages': json([
      { role: 'tool', parts: times(count >> 1, (index) => ({ type: 'text', content: `one ${index}` })) },
    ]),
    'input.value': json({
      messages: [{ role: 'tool', content: times(count >> 1, (index) => ({ type: 'text', text: `other ${index}` })) }],
    }),
  }),
  'nested messages': (count) => ({ 'gen_ai.input.messages': times(count, (index) => said(`${index} ${words(50)}`)) }),
  'tool calls': (count) => ({ 'gen_ai.output.messages': json(times(count, asked)) }),
  tools: (count) => ({
    'gen_ai.tool.definitions': json(
      times(count, (index) => ({ type: 'function', name: `f${index}`, description: 'does' })),
    ),
  }),
  media: (count) => ({
    'gen_ai.input.messages': json([
      {
        role: 'user',
        parts: [
          { type: 'blob', mime_type: 'image/png', content: Buffer.alloc(75 * count, 'image').toString('base64') },
        ],
      },
    ]),
  }),
  'a vector': (count) => ({ 'gen_ai.output.messages': json(times(3 * count, (index) => index / 7)) }),
  'JSON that was cut': (count) => ({
    'gen_ai.input.messages': json(times(count, (index) => said(`${index}`))).slice(0, -5),
  }),
  brackets: (count) => ({ 'gen_ai.input.messages': flat('['.repeat(100 * count)) }),
  'brackets in pairs': (count) => ({ 'gen_ai.input.messages': flat('['.repeat(1000) + '[]'.repeat(50 * count)) }),
  'what is no JSON': (count) => ({ 'gen_ai.output.messages': words(100 * count) }),
  attributes: (count) => many(4 * count, (index) => `app.${index}`),
  'nested attributes': (count) => ({ 'app.list': times(4 * count, (index) => ({ index })) }),
  'fields of the app': (count) => many(4 * count, (index) => `honeyhive.metadata.a.${index}`),
  'fields of parameters': (count) => ({
    'openinference.span.kind': 'LLM',
    'llm.invocation_parameters': json(many(4 * count, (index) => `parameter${index}`)),
  }),
  'OpenInference messages': (count) => ({
    'openinference.span.kind': 'LLM',
    ...many(2 * count, (index) => `llm.input_messages.${index >> 1}.message.${index % 2 === 0 ? 'role' : 'content'}`),
  }),
  'OpenInference input': (count) => ({
    'openinference.span.kind': 'LLM',
    'input.mime_type': 'application/json',
    'input.value': json({ messages: times(count, (index) => openAi(`${index} ${words(50)}`)) }),
  }),
  'OpenLLMetry messages': (count) => ({
    'llm.request.type': 'chat',
    ...many(2 * count, (index) => `gen_ai.prompt.${index >> 1}.${index % 2 === 0 ? 'role' : 'content'}`),
  }),
  'AI SDK messages': (count) => ({
    'ai.operationId': 'ai.generateText.doGenerate',
    'ai.prompt.messages': json(times(count, (index) => openAi([{ type: 'text', text: `${index} ${words(50)}` }]))),
  }),
  'Langfuse input': (count) => ({
    'langfuse.observation.type': 'generation',
    'langfuse.observation.input': json(times(count, (index) => openAi(`${index} ${words(50)}`))),
  }),
  'a name of dots': (count) => ({ 'gen_ai.provider.name': flat('a.'.repeat(50 * count)) }),
};

const event = (index: number) => ({ name: 'gen_ai.user.message', attributes: { content: `${index} ${words(50)}` } });

/** Calls that are large in one respect, of about 100 bytes for each of `count`. */
export const largeCalls: Readonly<Record<string, (count: number) => LargeCall>> = {
  ...Object.fromEntries(
    Object.entries(attributes).map(([name, grown]) => [
      name,
      (count: number) => ({ span: chatSpan(grown(count)), logs: [] }),
    ]),
  ),
  events: (count) => ({ span: chatSpan({}, { events: [...times(count, event)] }), logs: [] }),
  'other events': (count) => ({
    span: chatSpan({}, { events: [...times(count, (index) => ({ name: `e${index}`, attributes: { a: words(50) } }))] }),
    logs: [],
  }),
  'log events': (count) => ({
    span: chatSpan({}),
    logs: times(count, (index) => ({
      name: 'gen_ai.user.message',
      attributes: {},
      body: { content: `${index} ${words(50)}` },
    })),
  }),
  'a log event': (count) => ({
    span: chatSpan({}),
    logs: [{ name: 'gen_ai.user.message', attributes: {}, body: { content: words(100 * count) } }],
  }),
  'an error of URLs': (count) => ({
    span: chatSpan({}, { status: { code: 2, message: flat('https://u:p@host.test/?key=k '.repeat(4 * count)) } }),
    logs: [],
  }),
  'an error': (count) => ({ span: chatSpan({}, { status: { code: 2, message: words(100 * count) } }), logs: [] }),
};

export function largeCall(kind: string, count: number): LargeCall {
  const callOf = largeCalls[kind];
  if (callOf === undefined) throw new Error(`There is no call that is large by ${kind}.`);
  return callOf(count);
}
