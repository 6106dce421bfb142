// The stand-in of Mistral's API, which is OpenAI's but for a message's thoughts: these are a part of its content. Beside the
// markers that all of its kind have (sse-stand-in.cjs) and those of openai-chat.cjs:
//
//   [[thinking]]    the answer has thoughts
const { chunksOf, completionFor } = require('./openai-chat.cjs');
const { embeddingsFor } = require('./openai-embeddings.cjs');
const { errors, streamError } = require('./openai-errors.cjs');
const { startSseStandIn } = require('./sse-stand-in.cjs');
const { inPieces } = require('./stand-in.cjs');

const thoughtOf = (text) => ({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] });
const [thought] = thoughtOf('The user asks for a capital. ✔').content;

function answer(request, scenarios, serial) {
  // A gap in code is asked for by a prompt, and answered like chat.
  const messages = request.messages ?? [{ role: 'user', content: request.prompt }];
  // An agent has its model.
  const completion = completionFor({ model: 'mistral-large-2411', ...request, messages }, scenarios, serial);
  const whole = scenarios.has('thinking') ? thoughtful(completion) : completion;
  if (!request.stream) return { body: whole };
  // Usage comes with the last chunk, asked for or not.
  const [role, ...rest] = chunksOf({ ...completion, choices: completion.choices.map(withoutCalls) }, request);
  const said = (delta) => ({ ...role, choices: [{ index: 0, delta, finish_reason: null }] });
  const thoughts = scenarios.has('thinking')
    ? inPieces(thought.thinking[0].text).map((text) => said(thoughtOf(text)))
    : [];
  const calls = completion.choices[0].message.tool_calls?.map((call, index) => ({ ...call, index }));
  const last = { ...rest.pop(), usage: completion.usage }; // asked for or not
  return {
    chunks: [role, ...thoughts, ...rest, ...(calls === undefined ? [] : [said({ tool_calls: calls })]), last],
    whole,
    done: true,
  };
}

/** Here each call comes whole. */
const withoutCalls = ({ message: { tool_calls: _, ...message }, ...choice }) => ({ ...choice, message });

const thoughtful = (completion) => ({
  ...completion,
  choices: completion.choices.map(({ message, ...choice }) => ({
    ...choice,
    message: { ...message, content: [thought, { type: 'text', text: message.content }] },
  })),
});

const embedded = ({ usage, ...answer }) => ({ id: 'emb-1', ...answer, usage: { ...usage, completion_tokens: 0 } });

const routes = [
  [/\/completions$/, answer],
  [/\/embeddings$/, (request) => ({ body: embedded(embeddingsFor(request, request.model)) })],
];
const api = { routes, errors, streamError, unknownModel: 'mistral-nope', idHeader: 'x-request-id' };

async function startMistral(options) {
  const standIn = await startSseStandIn(api, options);
  return { url: `${standIn.origin}/v1`, ...standIn };
}

module.exports = { startMistral };
