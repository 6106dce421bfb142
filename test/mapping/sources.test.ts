import * as fc from 'fast-check';
import { toModelEvent } from '../../src/mapping';
import { chatSpan } from '../support/call';

type Loose = Readonly<Record<string, unknown>>;

/** What a conversation says, message by message. An id is a text that no other part contains. */
type Said =
  | { readonly kind: 'text'; readonly role: 'system' | 'user' | 'assistant'; readonly text: string }
  | { readonly kind: 'call'; readonly id: string; readonly city: string }
  | { readonly kind: 'answer'; readonly id: string; readonly text: string };

/** A question, then turns with a text, a tool call and its answer each, and an answer with a text and a call. */
const conversations = fc.nat({ max: 3 }).map((turns) => {
  const input: Said[] = [
    { kind: 'text', role: 'system', text: 'rule-0.' },
    { kind: 'text', role: 'user', text: 'asked-0?' },
  ];
  for (let turn = 0; turn < turns; turn += 1) {
    input.push({ kind: 'text', role: 'assistant', text: `checking-${turn}.` });
    input.push({ kind: 'call', id: `call-${turn}.`, city: `city-${turn}.` });
    input.push({ kind: 'answer', id: `call-${turn}.`, text: `weather-${turn}.` });
  }
  const output: Said[] = [
    { kind: 'text', role: 'assistant', text: 'result-0.' },
    { kind: 'call', id: 'call-last.', city: 'city-last.' },
  ];
  return { input, output };
});

type Write = (said: readonly Said[], side: 'input' | 'output') => Loose;

const roleOf = (said: Said): string => (said.kind === 'text' ? said.role : said.kind === 'call' ? 'assistant' : 'tool');
const givenTo = ({ city }: Extract<Said, { kind: 'call' }>): string => JSON.stringify({ unit: 'C', city });

const chatMessage = (said: Said): Loose => {
  const role = roleOf(said);
  if (said.kind === 'text') return { role, content: said.text };
  if (said.kind === 'answer') return { role, tool_call_id: said.id, content: said.text };
  const made = { id: said.id, type: 'function', function: { name: 'weather', arguments: givenTo(said) } };
  return { role, content: null, tool_calls: [made] };
};

const chatTurn = (said: readonly Said[]): Loose => {
  const messages = said.map(chatMessage);
  const calls = messages.flatMap((message) => message['tool_calls'] ?? []);
  return {
    role: 'assistant',
    content: messages.find(({ content }) => content !== null)?.['content'] ?? null,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
};

/** Messages of one attribute a leaf; of what is left out, the role stays. */
const flattened: Write = (said, side) => {
  const attributes: Record<string, unknown> = {};
  for (const [index, each] of said.entries()) {
    const message = `llm.${side}_messages.${index}.message`;
    attributes[`${message}.role`] = roleOf(each);
    if (each.kind !== 'call') attributes[`${message}.content`] = each.text;
    if (each.kind === 'answer') attributes[`${message}.tool_call_id`] = each.id;
    if (each.kind !== 'call') continue;
    attributes[`${message}.tool_calls.0.tool_call.id`] = each.id;
    attributes[`${message}.tool_calls.0.tool_call.function.name`] = 'weather';
    attributes[`${message}.tool_calls.0.tool_call.function.arguments`] = givenTo(each);
  }
  return attributes;
};

const body: Write = (said, side) => ({
  [`${side}.value`]: JSON.stringify(
    side === 'input'
      ? { model: 'm', messages: said.map(chatMessage) }
      : { id: 'r', choices: [{ index: 0, message: chatTurn(said) }] },
  ),
  [`${side}.mime_type`]: 'application/json',
});

const vercelPart = (said: Said): Loose => {
  if (said.kind === 'text') return { type: 'text', text: said.text };
  const call = { toolCallId: said.id, toolName: 'weather' };
  if (said.kind === 'call') return { type: 'tool-call', ...call, input: { city: said.city, unit: 'C' } };
  return { type: 'tool-result', ...call, output: { type: 'text', value: said.text } };
};

const itemOf = (said: Said): Loose => {
  if (said.kind !== 'call') return { type: 'message', role: roleOf(said), content: [vercelPart(said)] };
  return { type: 'function_call', callId: said.id, name: 'weather', arguments: givenTo(said), status: 'completed' };
};

/** Of openai-agents with models of the AI SDK. */
const items: Write = (said, side) => ({
  [`${side}.value`]: JSON.stringify(
    side === 'input' ? said.map((each) => ({ role: roleOf(each), content: [vercelPart(each)] })) : said.map(itemOf),
  ),
  [`${side}.mime_type`]: 'application/json',
});

const partOf = (said: Said): Loose => {
  if (said.kind === 'text') return { type: 'text', content: said.text };
  if (said.kind === 'answer') return { type: 'tool_call_response', id: said.id, response: said.text };
  return { type: 'tool_call', id: said.id, name: 'weather', arguments: { city: said.city, unit: 'C' } };
};

const conventions: Write = (said, side) => ({
  [`gen_ai.${side}.messages`]: JSON.stringify(
    side === 'input'
      ? said.map((each) => ({ role: roleOf(each), parts: [partOf(each)] }))
      : [{ role: 'assistant', parts: said.map(partOf), finish_reason: 'stop' }],
  ),
});

const vercel: Write = (said, side) =>
  side === 'input'
    ? {
        'ai.prompt.messages': JSON.stringify(said.map((each) => ({ role: roleOf(each), content: [vercelPart(each)] }))),
      }
    : {
        'ai.response.text': said.find(({ kind }) => kind === 'text')?.kind === 'text' ? 'result-0.' : undefined,
        'ai.response.toolCalls': JSON.stringify(said.filter(({ kind }) => kind === 'call').map(vercelPart)),
      };

const sources = { flattened, body, items, conventions, vercel };
type Source = keyof typeof sources;

const openInference: readonly Source[] = ['flattened', 'body', 'items'];
const combinations: readonly (readonly [Source, Source])[] = [
  ['flattened', 'body'],
  ['flattened', 'items'],
  ['flattened', 'conventions'],
  ['conventions', 'vercel'],
  ['items', 'conventions'],
];

const textsOf = (said: Said): readonly string[] => {
  if (said.kind === 'text') return [said.text];
  return said.kind === 'call' ? [said.city] : [said.text];
};

const timesIn = (text: string, part: string): number => text.split(part).length - 1;

test.each(combinations)('what %s or %s says is in the record, and there once', (one, other) => {
  const isKept = fc.infiniteStream(fc.boolean());
  fc.assert(
    fc.property(conversations, isKept, isKept, ({ input, output }, inOne, inOther) => {
      const attributes: Record<string, unknown> = { 'gen_ai.operation.name': undefined };
      const said = new Set<Said>();
      for (const [source, kept] of [
        [one, inOne],
        [other, inOther],
      ] as const) {
        for (const [side, all] of [
          ['input', input],
          ['output', output],
        ] as const) {
          // The question and the answer are in both, by which they are about the same.
          const own = all.filter((each) => each.kind === 'text' || kept.next().value);
          for (const each of own) said.add(each);
          Object.assign(attributes, sources[source](own, side));
        }
      }
      if (openInference.includes(one)) attributes['openinference.span.kind'] = 'LLM';
      const record = JSON.stringify(toModelEvent(chatSpan(attributes)));
      for (const text of [...said].flatMap(textsOf)) expect([text, timesIn(record, text)]).toEqual([text, 1]);
    }),
    { numRuns: 60 },
  );
});
