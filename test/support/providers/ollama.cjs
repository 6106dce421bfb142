// A stand-in of Ollama. It thinks for those who ask for it, and calls the first tool of those who bring tools.
const { startStandIn, inPieces, texts, tokensOf } = require('./stand-in.cjs');

const created = { created_at: '2025-10-17T23:14:07.414671Z' };

function answer(request, { path, status, markers }) {
  if (status !== undefined) return { body: { error: `model '${request.model}' not found` } };
  const { model } = request;
  const durations = { total_duration: 5589157167, load_duration: 3013701500, prompt_eval_duration: 1160282000 };
  const prompt = { prompt_eval_count: tokensOf(request.messages ?? request.prompt ?? request.input) };
  if (path === '/api/embed') {
    const inputs = [request.input].flat();
    return { body: { model, embeddings: inputs.map(() => [0.25, -0.5]), total_duration: 14143917, ...prompt } };
  }
  const isChat = path === '/api/chat';
  const message = messageFor(request);
  const done = {
    done: true,
    done_reason: 'stop',
    ...durations,
    ...prompt,
    eval_count: tokensOf(message),
    eval_duration: 7,
  };
  const shape = isChat
    ? (said) => ({ message: said })
    : ({ content, thinking }) => ({ response: content, ...(thinking && { thinking }) });
  const whole = { model, ...created, ...shape(message), ...done };
  if (request.stream === false) return { body: whole };
  const lines = [
    ...deltasOf(message).map((delta) => ({
      model,
      ...created,
      ...shape({ ...delta, role: 'assistant' }),
      done: false,
    })),
    { model, ...created, ...shape({ role: 'assistant', content: '' }), ...done },
  ];
  const failed = [...lines.slice(0, 2), { error: 'an error was encountered while running the model' }];
  const pieces = (markers.has('fail') ? failed : lines).map((line) => `${JSON.stringify(line)}\n`);
  return {
    headers: { 'content-type': 'application/x-ndjson' },
    pieces,
    whole: markers.has('fail') ? failed.at(-1) : whole,
  };
}

function messageFor(request) {
  const thinking = request.think ? { thinking: texts.thought } : {};
  const content = request.format === undefined ? texts.answer : texts.json;
  const isAnswered = request.messages?.at(-1).role === 'tool';
  if (request.tools === undefined || isAnswered) return { role: 'assistant', content, ...thinking };
  const [{ function: tool }] = request.tools;
  const calls = ['Paris', '東京'].map((city) => ({ function: { name: tool.name, arguments: { city } } }));
  return { role: 'assistant', content: '', ...thinking, tool_calls: calls };
}

const deltasOf = ({ content, thinking, tool_calls: calls = [] }) => [
  ...inPieces(thinking ?? '').map((piece) => ({ content: '', thinking: piece })),
  ...inPieces(content).map((piece) => ({ content: piece })),
  ...calls.map((call) => ({ content: '', tool_calls: [call] })),
];

const startOllama = () => startStandIn(answer);

module.exports = { startOllama };
