// The messages of an invented model call, and the span attributes that instrumentations make of them.

/** @param bytes the length of the texts of all messages together */
export function conversation({ messages, tools, bytes, seed, isWide }) {
  const random = generator(seed + 1);
  const definitions = Array.from({ length: tools }, (_, index) => definition(index, random));
  const length = Math.max(20, Math.floor((bytes - tools * 400 - messages * 60) / messages));
  const drawn = Array.from({ length: messages }, (_, index) => ({
    role: roles(index, messages, tools > 0),
    text: text(random, length, isWide),
  }));
  for (const [index, message] of drawn.entries()) {
    if (message.role === 'tool') {
      message.id = `call_${seed}_${index - 1}`;
      const { name } = definitions[index % tools];
      const [asked] = text(random, 40, isWide).split('\n');
      drawn[index - 1].call = { id: message.id, name, arguments: { query: asked, limit: index } };
    }
  }
  return { input: drawn.slice(0, -1), output: drawn.at(-1), definitions };
}

function roles(index, messages, hasTools) {
  if (index === 0) return 'system';
  if (index === messages - 1) return 'assistant';
  const turn = ['user', 'assistant', hasTools ? 'tool' : 'user', 'assistant'];
  return turn[(index - 1) % 4] === 'tool' && index === messages - 2 ? 'user' : turn[(index - 1) % 4];
}

const common = {
  'server.address': 'api.openai.com',
  'server.port': 443,
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.request.max_tokens': 1024,
  'gen_ai.request.temperature': 0.2,
};

/** In the form of the GenAI conventions since v1.37: lists of messages as JSON. */
export function structured({ input, output, definitions }) {
  return {
    request: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      ...common,
      'gen_ai.conversation.id': 'conversation-4711',
      'gen_ai.input.messages': JSON.stringify(input.map((message) => withParts(message))),
      ...(definitions.length > 0 ? { 'gen_ai.tool.definitions': JSON.stringify(definitions) } : {}),
    },
    answer: {
      'gen_ai.output.messages': JSON.stringify([{ ...withParts(output), finish_reason: 'stop' }]),
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 1234,
      'gen_ai.usage.output_tokens': 234,
      'gen_ai.usage.cache_read.input_tokens': 1000,
    },
  };
}

function withParts({ role, text: content, call, id }) {
  if (role === 'tool') return { role, parts: [{ type: 'tool_call_response', id, response: content }] };
  const parts = [{ type: 'text', content }];
  if (call !== undefined) parts.push({ type: 'tool_call', ...call });
  return { role, parts };
}

/** In the older form of OpenLLMetry: an attribute for each field of each message. */
export function flattened({ input, output, definitions }) {
  const request = { 'gen_ai.system': 'openai', 'llm.request.type': 'chat', ...common };
  for (const [index, { role, text: content, call, id }] of input.entries()) {
    const at = `gen_ai.prompt.${index}`;
    request[`${at}.role`] = role;
    request[`${at}.content`] = content;
    if (id !== undefined) request[`${at}.tool_call_id`] = id;
    if (call === undefined) continue;
    request[`${at}.tool_calls.0.id`] = call.id;
    request[`${at}.tool_calls.0.name`] = call.name;
    request[`${at}.tool_calls.0.arguments`] = JSON.stringify(call.arguments);
  }
  for (const [index, { name, description, parameters }] of definitions.entries()) {
    const at = `llm.request.functions.${index}`;
    request[`${at}.name`] = name;
    request[`${at}.description`] = description;
    request[`${at}.parameters`] = JSON.stringify(parameters);
  }
  return {
    request,
    answer: {
      'gen_ai.completion.0.role': output.role,
      'gen_ai.completion.0.content': output.text,
      'gen_ai.completion.0.finish_reason': 'stop',
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      'gen_ai.usage.prompt_tokens': 1234,
      'gen_ai.usage.completion_tokens': 234,
      'llm.usage.total_tokens': 1468,
    },
  };
}

function definition(index, random) {
  return {
    type: 'function',
    name: `look_up_${index}`,
    description: text(random, 120, false),
    parameters: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'What to look for' },
        limit: { type: 'integer', description: 'How many at most' },
      },
      required: ['query'],
    },
  };
}

const words =
  'the order of a customer was sent to our address in March and the invoice shows another total than expected; please check whether "express" applies\n- item\n- price {"currency": "EUR", "amount": 12.5}\nthank you'.split(
    ' ',
  );
const wideWords = ['東京', '🗼', '→', 'Ελλάδα', '“quoted”'];

function text(random, length, isWide) {
  let made = '';
  while (made.length < length) {
    const list = isWide && random() < 0.1 ? wideWords : words;
    made += `${list[Math.floor(random() * list.length)]} `;
  }
  return made.slice(0, length);
}

/** A random number generator with a seed: Mulberry32. */
function generator(seed) {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
