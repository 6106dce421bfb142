// What Anthropic's API answers to POST /v1/messages: pure, and the same for the same request.
const { argumentsFor, pieces } = require('./openai-chat.cjs');
const { embeddedText, tokensOf } = require('./openai-text.cjs');

const versions = { 'claude-sonnet-4-5': 'claude-sonnet-4-5-20250929', 'claude-haiku-4-5': 'claude-haiku-4-5-20251001' };
const texts = {
  plain: 'The capital of France is Paris.',
  beforeTools: "I'll check the weather in both cities. 🌍",
  afterTools: 'It is 18 °C and sunny in Paris, and 24 °C with light rain in 東京 (Tokyo). ☀️🌧️',
  json: '{"name":"Ada Lovelace","born":1815,"fields":["mathematics","computing"]}',
  unicode: 'Grüße aus München 🥨 — 日本語も大丈夫 👩‍👩‍👧‍👦 und\tTab\n"quotes" \u2028 \\ end',
  length: 'Once upon a time, in a land of tokens, there lived a very verbose model that never knew when to',
  thinking: 'The user asks for a capital. France: Paris. Certain. ✔',
};

/** The whole message, whether it is sent at once or streamed. */
function messageFor(request, scenarios, serial) {
  const content = contentFor(request, scenarios, serial);
  const stop = stopFor(request, scenarios, content);
  return {
    id: `msg_${number(serial)}`,
    type: 'message',
    role: 'assistant',
    model: versions[request.model] ?? request.model,
    content,
    ...stop,
    usage: usageFor(request, scenarios, content),
  };
}

const number = (serial) => String(serial).padStart(24, '0');

function stopFor({ stop_sequences: stops }, scenarios, content) {
  const reason = (stop_reason, stop_sequence = null) => ({ stop_reason, stop_sequence });
  if (scenarios.has('refusal')) return reason('refusal');
  if (scenarios.has('length')) return reason('max_tokens');
  if (content.some((block) => block.type === 'tool_use')) return reason('tool_use');
  return stops?.length ? reason('stop_sequence', stops[0]) : reason('end_turn');
}

function contentFor(request, scenarios, serial) {
  if (scenarios.has('refusal') || scenarios.has('empty')) return [];
  const blocks = [];
  if (scenarios.has('redacted')) blocks.push({ type: 'redacted_thinking', data: 'EmwKAhgBEgy3va3' });
  if (request.thinking?.type === 'enabled') {
    blocks.push({ type: 'thinking', thinking: texts.thinking, signature: 'EqQBCkgIARABGAIiQL' });
  }
  if (request.tools?.some((tool) => tool.type?.startsWith('web_search'))) return [...blocks, ...searched(serial)];
  const calls = callsFor(request, serial);
  if (calls.length > 0) return [...blocks, { type: 'text', text: texts.beforeTools }, ...calls];
  return [...blocks, { type: 'text', text: textFor(request, scenarios) }];
}

function textFor(request, scenarios) {
  if (scenarios.has('unicode')) return texts.unicode;
  if (scenarios.has('length')) return texts.length;
  if (request.output_config?.format ?? request.output_format) return texts.json;
  return isAnswered(request) ? texts.afterTools : texts.plain;
}

const isAnswered = ({ messages }) => {
  const { content } = messages.at(-1) ?? {};
  return Array.isArray(content) && content.some((block) => block.type === 'tool_result');
};

/** Every tool once, the first twice: calls in parallel, when it is the user's turn that is answered. */
function callsFor(request, serial) {
  if (!request.tools?.length || request.tool_choice?.type === 'none' || isAnswered(request)) return [];
  const forced = request.tool_choice?.name;
  const named = request.tools.filter((tool) => forced === undefined || tool.name === forced);
  const alone = forced !== undefined || request.tool_choice?.disable_parallel_tool_use === true;
  return (alone ? named.slice(0, 1) : [named[0], ...named]).map((tool, place) => ({
    type: 'tool_use',
    id: `toolu_${number(serial * 100 + place)}`,
    name: tool.name,
    input: JSON.parse(argumentsFor(tool.input_schema, place)),
  }));
}

function searched(serial) {
  const id = `srvtoolu_${number(serial)}`;
  const source = { url: 'https://example.com/fr', title: 'France' };
  return [
    { type: 'text', text: "I'll search." },
    { type: 'server_tool_use', id, name: 'web_search', input: { query: 'capital of France' } },
    {
      type: 'web_search_tool_result',
      tool_use_id: id,
      content: [{ type: 'web_search_result', ...source, encrypted_content: 'EqgfCioIARgB', page_age: null }],
    },
    {
      type: 'text',
      text: texts.plain,
      citations: [
        { type: 'web_search_result_location', ...source, encrypted_index: 'Eo8BCioIAhgB', cited_text: 'Paris' },
      ],
    },
  ];
}

/** As there, the input tokens leave out what is read from the cache and written to it. */
function usageFor(request, scenarios, content) {
  const written = scenarios.has('cached') ? 300 : 0;
  const { system, messages, tools } = request;
  return {
    input_tokens: 3 + tokensOf(embeddedText([system ?? '', messages, tools ?? []])),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: scenarios.has('cached') ? 1500 : 0,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    output_tokens: Math.max(1, tokensOf(embeddedText(content))),
    service_tier: 'standard',
  };
}

/** The same message as the typed events of a stream. */
function eventsOf(message) {
  const { content, stop_reason, stop_sequence, usage } = message;
  const begun = {
    ...message,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage, output_tokens: 1 },
  };
  return [
    { type: 'message_start', message: begun },
    { type: 'ping' },
    ...content.flatMap((block, index) => [
      { type: 'content_block_start', index, content_block: emptied(block) },
      ...deltasOf(block).map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason, stop_sequence }, usage: { output_tokens: usage.output_tokens } },
    { type: 'message_stop' },
  ];
}

function emptied(block) {
  if (block.type === 'text') return { ...block, text: '', ...(block.citations === undefined ? {} : { citations: [] }) };
  if (block.type === 'thinking') return { ...block, thinking: '', signature: '' };
  return 'input' in block ? { ...block, input: {} } : block;
}

function deltasOf(block) {
  if (block.type === 'text') {
    return [
      ...(block.citations ?? []).map((citation) => ({ type: 'citations_delta', citation })),
      ...pieces(block.text).map((text) => ({ type: 'text_delta', text })),
    ];
  }
  if (block.type === 'thinking') {
    return [
      ...pieces(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
      { type: 'signature_delta', signature: block.signature },
    ];
  }
  if (!('input' in block)) return [];
  return ['', ...pieces(JSON.stringify(block.input))].map((partial_json) => ({
    type: 'input_json_delta',
    partial_json,
  }));
}

module.exports = { messageFor, eventsOf };
