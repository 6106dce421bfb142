// The records of the limit loop: the same as the exporter's, by code for exactly these spans.

/** The record of a span with attributes such as `gen_ai.input.messages`. */
export function record(span) {
  const a = span.attributes;
  const [output] = JSON.parse(a['gen_ai.output.messages']);
  const definitions = a['gen_ai.tool.definitions'];
  const messages = JSON.parse(a['gen_ai.input.messages']).map(chatMessage);
  const response = { ...chatMessage(output), finish_reason: a['gen_ai.response.finish_reasons'][0] };
  const tools =
    definitions === undefined
      ? undefined
      : JSON.parse(definitions).map(({ type, ...definition }) => ({ type, function: definition }));
  return written(span, messages, response, tools, {
    input: a['gen_ai.usage.input_tokens'],
    output: a['gen_ai.usage.output_tokens'],
    cached: a['gen_ai.usage.cache_read.input_tokens'],
  });
}

function chatMessage({ role, parts }) {
  const [first, second] = parts;
  if (first.type === 'tool_call_response') return { role, content: first.response, tool_call_id: first.id };
  const message = { role, content: first.content };
  if (second !== undefined) message.tool_calls = [chatCall(second.id, second.name, JSON.stringify(second.arguments))];
  return message;
}

const chatCall = (id, name, given) => ({ id, type: 'function', function: { name, arguments: given } });

/** The record of a span with attributes such as `gen_ai.prompt.0.content`. */
export function flatRecord(span) {
  const a = span.attributes;
  const messages = [];
  for (let i = 0; ; i += 1) {
    const at = `gen_ai.prompt.${i}`;
    const role = a[`${at}.role`];
    if (role === undefined) break;
    const message = { role, content: a[`${at}.content`] };
    const id = a[`${at}.tool_call_id`];
    if (id !== undefined) message.tool_call_id = id;
    const called = a[`${at}.tool_calls.0.name`];
    if (called !== undefined) {
      message.tool_calls = [chatCall(a[`${at}.tool_calls.0.id`], called, a[`${at}.tool_calls.0.arguments`])];
    }
    messages.push(message);
  }
  const tools = [];
  for (let i = 0; ; i += 1) {
    const at = `llm.request.functions.${i}`;
    const name = a[`${at}.name`];
    if (name === undefined) break;
    const parameters = JSON.parse(a[`${at}.parameters`]);
    tools.push({ type: 'function', function: { name, description: a[`${at}.description`], parameters } });
  }
  const response = {
    role: a['gen_ai.completion.0.role'],
    content: a['gen_ai.completion.0.content'],
    finish_reason: a['gen_ai.completion.0.finish_reason'],
  };
  return written(span, messages, response, tools, {
    input: a['gen_ai.usage.prompt_tokens'],
    output: a['gen_ai.usage.completion_tokens'],
    cached: undefined,
  });
}

function written(span, messages, response, tools, { input, output, cached }) {
  const a = span.attributes;
  const { traceId, spanId } = span.spanContext();
  const { name: scope, version } = span.instrumentationScope;
  const operation = a['gen_ai.operation.name'];
  return {
    project: 'bench',
    event_name: span.name,
    model: a['gen_ai.response.model'],
    provider: a['gen_ai.provider.name'] ?? a['gen_ai.system'],
    messages,
    response,
    error: null,
    duration: (span.endTime[0] - span.startTime[0]) * 1e3 + (span.endTime[1] - span.startTime[1]) / 1e6,
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: cached === undefined ? undefined : { cached_tokens: cached },
    },
    event_id: eventId(traceId, spanId),
    start_time: milliseconds(span.startTime),
    end_time: milliseconds(span.endTime),
    hyperparameters: {
      temperature: a['gen_ai.request.temperature'],
      max_tokens: a['gen_ai.request.max_tokens'],
    },
    tools,
    metadata: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      cache_read_input_tokens: cached,
      trace_id: traceId,
      span_id: spanId,
      parent_span_id: span.parentSpanContext?.spanId,
      scope: { name: scope, version },
      'service.name': span.resource.attributes['service.name'],
      conversation_id: a['gen_ai.conversation.id'],
      response_id: a['gen_ai.response.id'],
      request_model: a['gen_ai.request.model'],
      finish_reasons: a['gen_ai.response.finish_reasons'] ?? [response.finish_reason],
      dialect: operation === undefined ? 'openllmetry' : 'gen_ai',
      'gen_ai.operation.name': operation,
      'llm.request.type': a['llm.request.type'],
      'server.address': a['server.address'],
      'server.port': a['server.port'],
    },
  };
}

const milliseconds = ([seconds, nanoseconds]) => seconds * 1e3 + nanoseconds / 1e6;

const eventId = (trace, span) =>
  `${trace.slice(18, 26)}-${trace.slice(26, 30)}-4${trace.slice(30)}${span[0]}` +
  `-${(8 | (Number.parseInt(trace[17], 16) & 3)).toString(16)}${span.slice(1, 4)}-${span.slice(4)}`;
