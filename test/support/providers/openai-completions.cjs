// What the OpenAI API answers to POST /v1/completions. The words are those of a chat with the prompt as its only turn.
const { completionFor, pieces } = require('./openai-chat.cjs');

/** `n` choices for each prompt, with the prompt before them if it shall be echoed. */
function textCompletionFor({ prompt, echo, ...request }, scenarios, serial) {
  const prompts = typeof prompt === 'string' || typeof prompt[0] === 'number' ? [prompt] : prompt;
  const answers = prompts.map((text) =>
    completionFor({ ...request, messages: [{ role: 'user', content: String(text) }] }, scenarios, serial),
  );
  const choices = answers.flatMap((answer, place) =>
    answer.choices.map(({ message, logprobs, finish_reason }) => ({
      text: (echo ? `${prompts[place]} ` : '') + message.content,
      logprobs,
      finish_reason,
    })),
  );
  const [{ created, model, usage }] = answers;
  return {
    id: `cmpl-${String(serial).padStart(24, '0')}`,
    object: 'text_completion',
    created,
    model,
    choices: choices.map((choice, index) => ({ ...choice, index })),
    usage,
  };
}

/** The same completion as the chunks of a stream; the choices take turns. */
function textChunksOf({ choices, usage: _, ...completion }) {
  const lanes = choices.map(({ text, index, finish_reason }) => [
    ...pieces(text).map((piece) => ({ text: piece, index, logprobs: null, finish_reason: null })),
    { text: '', index, logprobs: null, finish_reason },
  ]);
  const longest = Math.max(...lanes.map((lane) => lane.length));
  return Array.from({ length: longest }, (_turn, turn) => lanes.flatMap((lane) => lane.slice(turn, turn + 1)))
    .flat()
    .map((choice) => ({ ...completion, choices: [choice] }));
}

module.exports = { textCompletionFor, textChunksOf };
