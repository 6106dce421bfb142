// A stand-in of Cohere's API, versions 1 and 2. It plans before it calls the first tool of those who bring tools.
const { startStandIn, inPieces, texts, tokensOf } = require('./stand-in.cjs');

function answer(request, { path, serial, status }) {
  if (status !== undefined) return { body: { id: `error-${serial}`, message: `no such model: ${request.model}` } };
  if (path.endsWith('/embed')) return { body: embeddingsFor(request, serial) };
  return path.startsWith('/v1') ? answerV1(request, serial) : answerV2(request, serial);
}

const embeddingsFor = ({ texts: inputs = [] }, serial) => ({
  id: `embed-${serial}`,
  embeddings: { float: inputs.map(() => [0.25, -0.5]) },
  texts: inputs,
  response_type: 'embeddings_by_type',
  meta: { api_version: { version: '2' }, billed_units: { input_tokens: tokensOf(inputs) } },
});

const usageFor = (request, said) => ({
  billed_units: { input_tokens: tokensOf(request.messages ?? request.message), output_tokens: tokensOf(said) },
  tokens: { input_tokens: tokensOf(request.messages ?? request.message) + 500, output_tokens: tokensOf(said) + 2 },
});

function answerV2(request, serial) {
  const message = messageFor(request);
  const whole = {
    id: `chat-${serial}`,
    finish_reason: message.tool_calls === undefined ? 'COMPLETE' : 'TOOL_CALL',
    message,
    usage: usageFor(request, message),
  };
  if (!request.stream) return { body: whole };
  const pieces = eventsOf(whole).map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  return { headers: { 'content-type': 'text/event-stream' }, pieces: [...pieces, 'data: [DONE]\n\n'], whole };
}

function messageFor(request) {
  const isAnswered = request.messages.at(-1).role === 'tool';
  if (request.tools !== undefined && !isAnswered) {
    const [{ function: tool }] = request.tools;
    const calls = ['Paris', '東京'].map((city, at) => ({
      id: `${tool.name}_${at}`,
      type: 'function',
      function: { name: tool.name, arguments: JSON.stringify({ city }) },
    }));
    return { role: 'assistant', tool_plan: 'I will look it up.', tool_calls: calls };
  }
  const thinking = request.thinking === undefined ? [] : [{ type: 'thinking', thinking: texts.thought }];
  const text = request.response_format === undefined ? texts.answer : texts.json;
  return { role: 'assistant', content: [...thinking, { type: 'text', text }] };
}

const delta = (message) => ({ delta: { message } });

function eventsOf({ id, message, finish_reason, usage }) {
  const { content = [], tool_plan: plan, tool_calls: calls = [] } = message;
  return [
    {
      type: 'message-start',
      id,
      ...delta({ role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] }),
    },
    ...inPieces(plan ?? '').map((piece) => ({ type: 'tool-plan-delta', ...delta({ tool_plan: piece }) })),
    ...content.flatMap(({ type, [type]: text }, index) => [
      { type: 'content-start', index, ...delta({ content: { type, [type]: '' } }) },
      ...inPieces(text).map((piece) => ({ type: 'content-delta', index, ...delta({ content: { [type]: piece } }) })),
      { type: 'content-end', index },
    ]),
    ...calls.flatMap(({ function: { name, arguments: given }, ...call }, index) => [
      { type: 'tool-call-start', index, ...delta({ tool_calls: { ...call, function: { name, arguments: '' } } }) },
      ...inPieces(given).map((piece) => ({
        type: 'tool-call-delta',
        index,
        ...delta({ tool_calls: { function: { arguments: piece } } }),
      })),
      { type: 'tool-call-end', index },
    ]),
    { type: 'message-end', delta: { finish_reason, usage } },
  ];
}

function answerV1(request, serial) {
  const whole = {
    response_id: `response-${serial}`,
    generation_id: `generation-${serial}`,
    text: texts.answer,
    finish_reason: 'COMPLETE',
    meta: { api_version: { version: '1' }, ...usageFor(request, texts.answer) },
  };
  if (!request.stream) return { body: whole };
  const events = [
    { is_finished: false, event_type: 'stream-start', generation_id: whole.generation_id },
    ...inPieces(whole.text).map((text) => ({ is_finished: false, event_type: 'text-generation', text })),
    { is_finished: true, event_type: 'stream-end', finish_reason: 'COMPLETE', response: whole },
  ];
  const pieces = events.map((event) => `${JSON.stringify(event)}\n`);
  return { headers: { 'content-type': 'application/stream+json' }, pieces, whole };
}

const startCohere = () => startStandIn(answer);

module.exports = { startCohere };
