// What the OpenAI API answers to POST /v1/responses. The words are those of a chat with the same turns.
const { completionFor, pieces } = require('./openai-chat.cjs');

/** The whole response, whether it is sent at once or streamed. */
function responseFor(request, scenarios, serial) {
  const completion = completionFor(asChat(request), scenarios, serial);
  const [{ message, finish_reason }] = completion.choices;
  const status = statusFor(request, scenarios, finish_reason);
  const cutShort = status === 'incomplete';
  const output = status === 'queued' ? [] : outputOf(request, message, serial, cutShort ? status : 'completed');
  return {
    id: `resp_${number(serial)}`,
    object: 'response',
    created_at: 1760000000,
    status,
    background: request.background ?? false,
    error: status === 'failed' ? { code: 'server_error', message: 'The model failed to answer.' } : null,
    incomplete_details: cutShort ? { reason: 'max_output_tokens' } : null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    model: completion.model,
    output,
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    reasoning: { effort: null, summary: null, ...request.reasoning },
    service_tier: 'default',
    store: request.store ?? true,
    temperature: request.temperature ?? 1,
    text: request.text ?? { format: { type: 'text' } },
    tool_choice: request.tool_choice ?? 'auto',
    tools: request.tools ?? [],
    top_p: request.top_p ?? 1,
    truncation: 'disabled',
    usage: completion.usage === undefined || status === 'queued' ? null : usageOf(completion.usage),
    ...(request.conversation === undefined
      ? {}
      : { conversation: { id: request.conversation.id ?? request.conversation } }),
    user: request.user ?? null,
    metadata: request.metadata ?? {},
  };
}

/** `[[failed]]` is a failure that comes with status 200. */
function statusFor(request, scenarios, finishReason) {
  if (request.background) return 'queued';
  if (scenarios.has('failed')) return 'failed';
  return finishReason === 'length' ? 'incomplete' : 'completed';
}

const number = (serial) => String(serial).padStart(20, '0');

const usageOf = (usage) => ({
  input_tokens: usage.prompt_tokens,
  input_tokens_details: { cached_tokens: usage.prompt_tokens_details.cached_tokens },
  output_tokens: usage.completion_tokens,
  output_tokens_details: { reasoning_tokens: usage.completion_tokens_details.reasoning_tokens },
  total_tokens: usage.total_tokens,
});

function asChat({ model, instructions, input, tools, tool_choice, parallel_tool_calls, text }) {
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  return {
    model,
    messages: [
      ...(instructions === undefined ? [] : [{ role: 'system', content: instructions }]),
      ...items.map((item) => (item.type === 'function_call_output' ? { role: 'tool', content: item.output } : item)),
    ],
    tools: tools
      ?.filter((tool) => tool.type === 'function')
      .map(({ name, parameters }) => ({ type: 'function', function: { name, parameters } })),
    tool_choice: typeof tool_choice === 'object' ? { function: { name: tool_choice.name } } : tool_choice,
    parallel_tool_calls,
    response_format: text?.format,
  };
}

function outputOf(request, message, serial, status) {
  const reasoning = message.reasoning_content && {
    id: `rs_${number(serial)}`,
    type: 'reasoning',
    summary: [{ type: 'summary_text', text: message.reasoning_content }],
    ...(request.include?.includes('reasoning.encrypted_content') ? { encrypted_content: 'gAAAAABenc' } : {}),
  };
  const search = request.tools?.some((tool) => tool.type.startsWith('web_search')) && {
    id: `ws_${number(serial)}`,
    type: 'web_search_call',
    status: 'completed',
    action: { type: 'search', query: 'capital of France' },
  };
  const annotations = search
    ? [{ type: 'url_citation', start_index: 0, end_index: 3, url: 'https://example.com/paris', title: 'Paris' }]
    : [];
  const part = message.refusal
    ? { type: 'refusal', refusal: message.refusal }
    : { type: 'output_text', text: message.content, annotations, logprobs: [] };
  const said = (message.refusal ?? message.content) !== null && {
    id: `msg_${number(serial)}`,
    type: 'message',
    status,
    role: 'assistant',
    content: [part],
  };
  const calls = (message.tool_calls ?? []).map((call, place) => ({
    id: `fc_${number(serial)}${place}`,
    type: 'function_call',
    status,
    call_id: call.id,
    name: call.function.name,
    arguments: call.function.arguments,
  }));
  return [reasoning, search, said, ...calls].filter(Boolean);
}

/** The same response as the typed events of a stream. */
function eventsOf(response) {
  const begun = { ...response, status: 'in_progress', incomplete_details: null, output: [], usage: null };
  return [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...response.output.flatMap(itemEvents),
    { type: `response.${response.status}`, response },
  ].map(({ type, ...rest }, sequence_number) => ({ type, sequence_number, ...rest }));
}

function itemEvents(item, output_index) {
  const added = (empty) => ({ type: 'response.output_item.added', output_index, item: { ...item, ...empty } });
  const done = { type: 'response.output_item.done', output_index, item };
  if (item.type === 'web_search_call') {
    const event = { item_id: item.id, output_index };
    return [added({ status: 'in_progress' }), { type: 'response.web_search_call.searching', ...event }, done];
  }
  if (item.type === 'reasoning') return [added({ summary: [] }), ...summaryEvents(item, output_index), done];
  if (item.type === 'function_call') {
    const event = { item_id: item.id, output_index };
    return [
      added({ status: 'in_progress', arguments: '' }),
      ...pieces(item.arguments).map((delta) => ({ type: 'response.function_call_arguments.delta', ...event, delta })),
      { type: 'response.function_call_arguments.done', ...event, arguments: item.arguments, name: item.name },
      done,
    ];
  }
  return [added({ status: 'in_progress', content: [] }), ...partEvents(item, output_index), done];
}

function summaryEvents({ id, summary }, output_index) {
  return summary.flatMap((part, summary_index) => {
    const event = { item_id: id, output_index, summary_index };
    return [
      { type: 'response.reasoning_summary_part.added', ...event, part: { ...part, text: '' } },
      ...pieces(part.text).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...event, delta })),
      { type: 'response.reasoning_summary_text.done', ...event, text: part.text },
      { type: 'response.reasoning_summary_part.done', ...event, part },
    ];
  });
}

function partEvents({ id, content: [part] }, output_index) {
  const event = { item_id: id, output_index, content_index: 0 };
  const [kind, field] = part.type === 'refusal' ? ['refusal', 'refusal'] : ['output_text', 'text'];
  const logs = kind === 'output_text' ? { logprobs: [] } : {};
  return [
    {
      type: 'response.content_part.added',
      ...event,
      part: { ...part, [field]: '', ...(kind === 'output_text' ? { annotations: [] } : {}) },
    },
    ...pieces(part[field]).map((delta) => ({ type: `response.${kind}.delta`, ...event, delta, ...logs })),
    ...(part.annotations ?? []).map((annotation, annotation_index) => ({
      type: 'response.output_text.annotation.added',
      ...event,
      annotation_index,
      annotation,
    })),
    { type: `response.${kind}.done`, ...event, [field]: part[field], ...logs },
    { type: 'response.content_part.done', ...event, part },
  ];
}

/** What breaks a stream of responses: the error's fields stand in the event itself. */
const responseError = {
  type: 'error',
  code: 'server_error',
  message: 'The server had an error while processing your request. Sorry about that!',
  param: null,
};

module.exports = { responseFor, eventsOf, responseError };
