import anthropic from '../fixtures/wire/anthropic.json';
import bedrock from '../fixtures/wire/bedrock.json';
import cohere from '../fixtures/wire/cohere.json';
import gemini from '../fixtures/wire/gemini.json';
import ollama from '../fixtures/wire/ollama.json';
import openAiChat from '../fixtures/wire/openai-chat.json';
import openAiCompletions from '../fixtures/wire/openai-completions.json';
import openAiEmbeddings from '../fixtures/wire/openai-embeddings.json';
import openAiResponses from '../fixtures/wire/openai-responses.json';
import { type Captured, exchangeOfCaptured, isStreamed } from './support/captured';
import { flawsOf } from './support/conventions';
import { spanOf } from './support/record';

const apis: Readonly<Record<string, unknown>> = {
  anthropic,
  bedrock,
  cohere,
  gemini,
  ollama,
  'openai chat': openAiChat,
  'openai completions': openAiCompletions,
  'openai embeddings': openAiEmbeddings,
  'openai responses': openAiResponses,
};

/** A stream says the same as the answer that it was made from; the tests of each API see to that. */
const unstreamed = (each: Captured): Captured =>
  isStreamed(each.response) && each.response.final !== null ? { ...each, response: each.response.final } : each;

describe.each(Object.entries(apis))('the spans of every captured exchange with %s', (_api, captured) => {
  const exchanges = (captured as readonly Captured[]).map((each) => exchangeOfCaptured(unstreamed(each)));

  test.each([
    ['nested values', true],
    ['JSON', false],
  ])('are what the GenAI conventions want, as %s', (_how, structured) => {
    expect(exchanges.length).toBeGreaterThan(0);
    expect(exchanges.flatMap((exchange) => flawsOf(spanOf(exchange, { structured }).attributes))).toEqual([]);
  });
});

test('a malformed part and a wrong type are found', () => {
  const part = { type: 'tool_call', arguments: {} };
  const messages = [{ role: 'user', parts: [part] }];
  expect(flawsOf({ 'gen_ai.input.messages': messages, 'gen_ai.request.seed': '7', 'gen_ai.unheard_of': 1 })).toEqual([
    'gen_ai.request.seed is "7"',
    'gen_ai.unheard_of is 1',
    "gen_ai.input.messages tool_call must have required property 'name'",
  ]);
});
