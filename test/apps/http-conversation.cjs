// An app that calls OpenAI's API by itself, and prints what it got from each call.
const { printOutcomes } = require('./outcomes.cjs');

const model = 'gpt-4o';
const asking = (content, more) => ({ model, messages: [{ role: 'user', content }], ...more });
const tools = [
  { type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties: { place: {} } } } },
];

/** @param client how this app speaks HTTP: `json` is one answer, `text` the pieces of a streamed one. */
const converse = ({ json, text }) => {
  const url = (path) => `${process.env.MODEL_URL}/${path}`;
  const chat = (content, more) => json(url('chat/completions'), asking(content, more));
  const stream = async (content, more) => {
    let all = '';
    for await (const piece of text(url('chat/completions'), asking(content, { stream: true, ...more }))) all += piece;
    return all;
  };
  return printOutcomes({
    plain: () => chat('What is the capital of France?', { temperature: 0.25, seed: 7 }),
    'log probabilities': () => chat('Capital?', { logprobs: true, top_logprobs: 2 }),
    tools: () => chat('Weather in Paris and 東京?', { tools }),
    stream: () => stream('Tell me something. [[unicode]] [[split]]', { stream_options: { include_usage: true } }),
    'streamed tools': () => stream('Weather?', { tools }),
    gzip: () => chat('Shrink it. [[gzip]]'),
    'gzip in a stream': () => stream('Shrink it. [[gzip]]'),
    responses: () => json(url('responses'), { model, input: 'What is the capital of Spain?' }),
    completion: () => json(url('completions'), { model: 'gpt-3.5-turbo-instruct', prompt: 'France has' }),
    embeddings: () => json(url('embeddings'), { model: 'text-embedding-3-small', input: ['one', '三'] }),
    'bad request': () => chat('Too hot. [[400]]'),
    'bad gateway': () => chat('Hello? [[502]]'),
    'dropped connection': () => chat('Gone. [[drop]]'),
    'cut stream': () => stream('Cut. [[cut]]'),
    'early break': async () => {
      for await (const piece of text(url('chat/completions'), asking('Stop me. [[slow]]', { stream: true })))
        return piece.length > 0;
    },
  });
};

module.exports = { converse };
