// A stand-in of Amazon Bedrock, over HTTP/1.1 and over HTTP/2. Converse calls the first tool of those who bring tools.
const http = require('node:http');
const http2 = require('node:http2');
const { encodeEvent, encodeException } = require('./event-stream.cjs');
const { startStandIn, inPieces, texts, tokensOf } = require('./stand-in.cjs');

const errors = {
  400: ['ValidationException', 'The provided model identifier is invalid.'],
  403: ['AccessDeniedException', "You don't have access to the model with the specified model ID."],
  429: ['ThrottlingException', 'Too many requests, please wait before trying again.'],
};

function answer(request, { path, serial, status, markers }) {
  const id = { 'x-amzn-requestid': `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}` };
  if (status !== undefined) {
    const [type, message] = errors[status];
    return { headers: { ...id, 'x-amzn-errortype': `${type}:http://internal.amazon.com/` }, body: { message } };
  }
  const isStream = path.endsWith('-stream');
  const { whole, events, headers } = path.includes('/converse') ? converse(request) : invoke(request, serial);
  if (!isStream) return { headers: { ...id, ...headers }, body: whole };
  const failure = ['throttlingException', { message: 'Too many tokens, please wait before trying again.' }];
  const sent = markers.has('fail') ? events.slice(0, 3) : events;
  const pieces = [...sent, ...(markers.has('fail') ? [encodeException(...failure)] : [])];
  return {
    headers: { ...id, 'content-type': 'application/vnd.amazon.eventstream' },
    pieces,
    whole: markers.has('fail') ? failure[1] : whole,
  };
}

function converse(request) {
  const content = blocksFor(request);
  const usage = { inputTokens: tokensOf(request.messages), outputTokens: tokensOf(content) };
  const counts = {
    usage: { ...usage, totalTokens: usage.inputTokens + usage.outputTokens },
    metrics: { latencyMs: 5 },
  };
  const stopReason = content.some((block) => block.toolUse) ? 'tool_use' : 'end_turn';
  const events = [
    ['messageStart', { role: 'assistant' }],
    ...content.flatMap((block, contentBlockIndex) => [
      ...startOf(block).map((start) => ['contentBlockStart', { contentBlockIndex, start }]),
      ...deltasOf(block).map((delta) => ['contentBlockDelta', { contentBlockIndex, delta }]),
      ['contentBlockStop', { contentBlockIndex }],
    ]),
    ['messageStop', { stopReason }],
    ['metadata', counts],
  ].map((event) => encodeEvent(...event));
  return { whole: { output: { message: { role: 'assistant', content } }, stopReason, ...counts }, events };
}

function blocksFor(request) {
  const isAnswered = request.messages.at(-1).content.some((block) => block.toolResult);
  const [tool] = request.toolConfig?.tools ?? [];
  if (tool !== undefined && !isAnswered) {
    const calls = ['Paris', '東京'].map((city, at) => ({
      toolUse: { toolUseId: `tooluse_${at}`, name: tool.toolSpec.name, input: { city } },
    }));
    return [{ text: 'I will check. 🌍' }, ...calls];
  }
  const thinks = request.additionalModelRequestFields?.thinking !== undefined;
  const thought = { reasoningContent: { reasoningText: { text: texts.thought, signature: 'EqQB' } } };
  return [...(thinks ? [thought] : []), { text: texts.answer }];
}

function startOf({ toolUse }) {
  if (toolUse === undefined) return [];
  const { input: _, ...start } = toolUse;
  return [{ toolUse: start }];
}

function deltasOf({ text, toolUse, reasoningContent }) {
  if (text !== undefined) return inPieces(text).map((piece) => ({ text: piece }));
  if (toolUse !== undefined) {
    return inPieces(JSON.stringify(toolUse.input)).map((input) => ({ toolUse: { input } }));
  }
  const { text: thought, signature } = reasoningContent.reasoningText;
  return [...inPieces(thought).map((piece) => ({ text: piece })), { signature }].map((delta) => ({
    reasoningContent: delta,
  }));
}

/** Claude's body where the request has messages, Titan's vectors where it has dimensions, Llama's otherwise. */
function invoke(request, serial) {
  const said = { input: tokensOf(request.messages ?? request.prompt), output: tokensOf(texts.answer) };
  const headers = {
    'x-amzn-bedrock-input-token-count': String(said.input),
    'x-amzn-bedrock-output-token-count': String(said.output),
  };
  const metrics = { inputTokenCount: said.input, outputTokenCount: said.output, invocationLatency: 5 };
  const events = (chunks) =>
    chunks.map((chunk, at) => {
      const last = at === chunks.length - 1 ? { 'amazon-bedrock-invocationMetrics': metrics } : {};
      return encodeEvent('chunk', { bytes: Buffer.from(JSON.stringify({ ...chunk, ...last })).toString('base64') });
    });
  if (request.dimensions !== undefined) {
    return { headers, whole: { embedding: [0.25, -0.5], inputTextTokenCount: tokensOf(request.inputText) } };
  }
  if (request.messages === undefined) {
    const chunks = inPieces(texts.answer).map((generation) => ({ generation, stop_reason: null }));
    const whole = { generation: texts.answer, stop_reason: 'stop' };
    return { headers, whole, events: events([...chunks, { generation: '', stop_reason: 'stop' }]) };
  }
  const usage = { input_tokens: said.input, output_tokens: said.output };
  const message = { id: `msg_${serial}`, type: 'message', role: 'assistant', model: 'claude-haiku-4-5' };
  const ended = { stop_reason: 'end_turn', stop_sequence: null };
  const chunks = [
    { type: 'message_start', message: { ...message, content: [], usage: { ...usage, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...inPieces(texts.answer).map((text) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: ended, usage },
    { type: 'message_stop' },
  ];
  const content = [{ type: 'text', text: texts.answer }];
  return { headers, whole: { ...message, content, ...ended, usage }, events: events(chunks) };
}

/** Its second address speaks HTTP/2. */
const startBedrock = () => startStandIn(answer, [http.createServer(), http2.createServer()]);

module.exports = { startBedrock };
