// What the OpenAI API answers to a chat completion request: pure, and the same for the same request.
const { embeddedText, tokensOf } = require('./openai-text.cjs');

const versions = {
  'gpt-4o-mini': 'gpt-4o-mini-2024-07-18',
  'gpt-4o': 'gpt-4o-2024-08-06',
  'o3-mini': 'o3-mini-2025-01-31',
  'gpt-5': 'gpt-5-2025-08-07',
};
const texts = {
  plain: 'The capital of France is Paris.',
  other: 'It is Paris, on the river Seine.',
  afterTools: 'It is 18 °C and sunny in Paris, and 24 °C with light rain in 東京 (Tokyo). ☀️🌧️',
  json: '{"name":"Ada Lovelace","born":1815,"fields":["mathematics","computing"]}',
  unicode: 'Grüße aus München 🥨 — 日本語も大丈夫 👩‍👩‍👧‍👦 und\tTab\n"quotes" \u2028 \\ end',
  length: 'Once upon a time, in a land of tokens, there lived a very verbose model that never knew when to',
  refusal: "I'm sorry, but I can't help with that request.",
  reasoning: 'The user asks for a capital. France: Paris. Certain. ✔',
};

/** The whole completion, whether it is sent at once or streamed. */
function completionFor(request, scenarios, serial) {
  const choices = Array.from({ length: request.n ?? 1 }, (_, index) => choiceFor(request, scenarios, serial, index));
  return {
    id: `chatcmpl-${String(serial).padStart(24, '0')}`,
    object: 'chat.completion',
    created: 1760000000,
    model: versionOf(request.model),
    choices,
    ...(scenarios.has('no-usage') ? {} : { usage: usageFor(request, scenarios, choices) }),
    service_tier: request.service_tier ?? 'default',
    system_fingerprint: 'fp_51db84afab',
  };
}

const versionOf = (model) => versions[model] ?? model;

function choiceFor(request, scenarios, serial, index) {
  const message = messageFor(request, scenarios, serial, index);
  return {
    index,
    message,
    logprobs: request.logprobs ? logprobsOf(message.content ?? '', request.top_logprobs ?? 0) : null,
    finish_reason: finishReason(message, scenarios),
  };
}

function finishReason(message, scenarios) {
  if (message.tool_calls) return 'tool_calls';
  if (message.function_call) return 'function_call';
  if (scenarios.has('length')) return 'length';
  return scenarios.has('content-filter') ? 'content_filter' : 'stop';
}

function messageFor(request, scenarios, serial, index) {
  const base = { role: 'assistant', content: null, refusal: null, annotations: [] };
  if (scenarios.has('refusal')) return { ...base, refusal: texts.refusal };
  const calls = toolCallsFor(request, serial, index);
  if (calls.length > 0) {
    return { ...base, content: scenarios.has('text-and-tools') ? 'Let me look that up.' : null, tool_calls: calls };
  }
  const legacy = request.functions?.[0];
  if (legacy !== undefined && lastRole(request) === 'user') {
    return { ...base, function_call: { name: legacy.name, arguments: argumentsFor(legacy.parameters, 0) } };
  }
  const content = textFor(request, scenarios, index);
  return scenarios.has('reasoning') ? { ...base, content, reasoning_content: texts.reasoning } : { ...base, content };
}

function textFor(request, scenarios, index) {
  if (scenarios.has('content-filter') || scenarios.has('empty')) return '';
  if (scenarios.has('unicode')) return texts.unicode;
  if (scenarios.has('length')) return texts.length;
  if (['json_object', 'json_schema'].includes(request.response_format?.type)) return texts.json;
  if (['tool', 'function'].includes(lastRole(request))) return texts.afterTools;
  return index === 0 ? texts.plain : texts.other;
}

const lastRole = (request) => request.messages.at(-1)?.role;

/** Every tool once, the first twice: calls in parallel, when it is the user's turn that is answered. */
function toolCallsFor(request, serial, index) {
  if (!request.tools?.length || request.tool_choice === 'none' || lastRole(request) !== 'user') return [];
  const forced = request.tool_choice?.function?.name ?? request.tool_choice?.custom?.name;
  const named = request.tools.filter((tool) => forced === undefined || (tool.function ?? tool.custom).name === forced);
  const wanted =
    forced === undefined && request.parallel_tool_calls !== false ? [named[0], ...named] : named.slice(0, 1);
  return wanted.map((tool, place) => ({
    id: `call_${String(serial * 1000 + index * 100 + place).padStart(24, '0')}`,
    ...(tool.type === 'custom'
      ? { type: 'custom', custom: { name: tool.custom.name, input: 'print("hello 🌍")' } }
      : {
          type: 'function',
          function: { name: tool.function.name, arguments: argumentsFor(tool.function.parameters, place) },
        }),
  }));
}

/** Arguments that fit the parameters' schema; `place` varies them. */
function argumentsFor(schema, place) {
  return JSON.stringify(valueFor(schema ?? { type: 'object' }, place));
}

function valueFor(schema, place) {
  if (schema.enum) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object' || schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, one]) => [key, valueFor(one, place)]));
  }
  if (type === 'array') return [valueFor(schema.items ?? {}, place)];
  if (type === 'number' || type === 'integer') return place + 1;
  if (type === 'boolean') return true;
  return place === 1 ? '東京 🗼' : 'Paris, France';
}

function usageFor(request, scenarios, choices) {
  const cached = scenarios.has('cached') ? 1024 : 0;
  const reasoning = scenarios.has('cached') || scenarios.has('reasoning') ? 64 : 0;
  const prompt = cached + 3 + request.messages.reduce((sum, one) => sum + 4 + tokensOf(embeddedText(one)), 0);
  const completion =
    reasoning +
    choices.reduce((sum, one) => sum + Math.max(1, tokensOf(embeddedText({ ...one.message, role: '' }))), 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function logprobsOf(text, top) {
  const content = pieces(text).map((token) => ({
    token,
    logprob: -0.01,
    bytes: [...Buffer.from(token)],
    top_logprobs: [
      { token, logprob: -0.01, bytes: null },
      { token: 'x', logprob: -4.6, bytes: null },
    ].slice(0, top),
  }));
  return { content, refusal: null };
}

/** Nine characters each, so that words and tool arguments come in parts; never half a surrogate pair. */
function pieces(text) {
  const characters = Array.from(text);
  return Array.from({ length: Math.ceil(characters.length / 9) }, (_, n) =>
    characters.slice(n * 9, n * 9 + 9).join(''),
  );
}

/** The same completion as the chunks of a stream; the choices take turns. */
function chunksOf(completion, request) {
  const { id, created, model, service_tier, system_fingerprint, usage, choices } = completion;
  const asked = request.stream_options?.include_usage === true && usage !== undefined;
  const chunk = (parts, counted) => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    service_tier,
    system_fingerprint,
    choices: parts,
    ...(asked ? { usage: counted ?? null } : {}),
  });
  const lanes = choices.map((choice) => deltasOf(choice, request));
  const longest = Math.max(...lanes.map((lane) => lane.length));
  const turns = Array.from({ length: longest }, (_, turn) =>
    lanes.flatMap((lane) => lane.slice(turn, turn + 1)),
  ).flat();
  return [...turns.map((part) => chunk([part])), ...(asked ? [chunk([], usage)] : [])];
}

function deltasOf({ index, message, logprobs, finish_reason }, request) {
  const part = (delta, finish = null, logs = null) => ({ index, delta, logprobs: logs, finish_reason: finish });
  const text = pieces(message.content ?? '');
  return [
    part({ role: 'assistant', content: message.content === null ? null : '', refusal: null }),
    ...pieces(message.reasoning_content ?? '').map((one) => part({ reasoning_content: one })),
    ...text.map((one, n) =>
      part({ content: one }, null, logprobs && { content: [logprobs.content[n]], refusal: null }),
    ),
    ...pieces(message.refusal ?? '').map((one) => part({ refusal: one })),
    ...(message.tool_calls ?? []).flatMap((call, n) => callDeltas(call, n).map((one) => part({ tool_calls: [one] }))),
    ...functionDeltas(message.function_call).map((one) => part({ function_call: one })),
    part({}, finish_reason),
  ].map((one) => (request.stream_options?.include_obfuscation === true ? { ...one, obfuscation: 'x' } : one));
}

function callDeltas(call, index) {
  const [kind, field] = call.type === 'custom' ? ['custom', 'input'] : ['function', 'arguments'];
  return [
    { index, id: call.id, type: call.type, [kind]: { name: call[kind].name, [field]: '' } },
    ...pieces(call[kind][field]).map((one) => ({ index, [kind]: { [field]: one } })),
  ];
}

const functionDeltas = (call) =>
  call === undefined
    ? []
    : [{ name: call.name, arguments: '' }, ...pieces(call.arguments).map((one) => ({ arguments: one }))];

module.exports = { argumentsFor, completionFor, chunksOf, pieces, versionOf };
