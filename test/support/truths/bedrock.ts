import { count, type Loose, list, loose, picked, renamed, text, textsIn } from '../loose';
import type { Call, Read } from '../truth';
import { anthropic } from './anthropic';
import { cohere } from './cohere';

export function converse(request: Loose, response: Loose): Read {
  const config = loose(request['inferenceConfig']);
  const messages = list(request['messages']);
  const blocks = messages.flatMap((message) => list(message['content']));
  const written = list(loose(loose(response['output'])['message'])['content']);
  const usage = loose(response['usage']);
  const cached = (count(usage['cacheReadInputTokens']) ?? 0) + (count(usage['cacheWriteInputTokens']) ?? 0);
  const input = count(usage['inputTokens']);
  return {
    parameters: {
      ...renamed(config, {
        maxTokens: 'max_tokens',
        max_new_tokens: 'max_tokens',
        topP: 'top_p',
        stopSequences: 'stop',
      }),
      ...picked(config, 'temperature'),
    },
    said: [
      ...spoken(list(request['system'])).map((said) => ({ role: 'system', text: said })),
      ...messages.flatMap((message) =>
        spoken(list(message['content'])).map((said) => ({ role: String(message['role']), text: said })),
      ),
    ],
    calls: blocks.flatMap(toolUse),
    answers: blocks.flatMap((block) => {
      const result = loose(block['toolResult']);
      return spoken(list(result['content'])).map((said) => ({ id: text(result['toolUseId']), text: said }));
    }),
    media: blocks.flatMap((block) => {
      const source = loose(loose(block['image'] ?? block['document'])['source']);
      return typeof source['bytes'] === 'string' ? source['bytes'] : [];
    }),
    tools: list(loose(request['toolConfig'])['tools']).map((tool) => {
      const spec = loose(tool['toolSpec']);
      return {
        name: String(spec['name']),
        description: spec['description'],
        parameters: loose(spec['inputSchema'])['json'],
      };
    }),
    output: [
      {
        texts: spoken(written),
        reasoning: written.flatMap((block) =>
          textsIn(loose(loose(block['reasoningContent'])['reasoningText'])['text']),
        ),
        refusal: undefined,
        calls: written.flatMap(toolUse),
        finishReason: text(response['stopReason']),
      },
    ],
    usage: {
      prompt: cached > (input ?? 0) && input !== undefined ? input + cached : input,
      completion: count(usage['outputTokens']),
      total: undefined,
      cacheRead: count(usage['cacheReadInputTokens']),
      cacheWrite: count(usage['cacheWriteInputTokens']),
    },
  };
}

const spoken = (blocks: readonly Loose[]): readonly string[] => blocks.flatMap((block) => textsIn(block['text']));

function toolUse(block: Loose): readonly Call[] {
  const use = loose(block['toolUse']);
  return 'name' in use ? [{ id: text(use['toolUseId']), name: String(use['name']), arguments: use['input'] }] : [];
}

/** A model's own API: each maker has another. @param chat reads OpenAI's */
export function invoked(request: Loose, response: Loose, chat: (request: Loose, response: Loose) => Read): Read {
  if ('anthropic_version' in request) return anthropic(request, response);
  if ('inferenceConfig' in request || 'output' in response) return converse(request, response);
  if ('choices' in response) return chat(request, response);
  if ('message' in request) return cohere(request, response);
  return prompted(request, response);
}

/** Titan, Llama, Mistral and Cohere's first models: a prompt, and what continues it. */
function prompted(request: Loose, response: Loose): Read {
  const config = { ...request, ...loose(request['textGenerationConfig']) };
  const answers = ['results', 'outputs', 'generations'].flatMap((name) => list(response[name]));
  const [answer = response] = answers;
  return {
    parameters: {
      ...renamed(config, {
        max_gen_len: 'max_tokens',
        maxTokenCount: 'max_tokens',
        max_tokens_to_sample: 'max_tokens',
        p: 'top_p',
        topP: 'top_p',
        stopSequences: 'stop',
      }),
      ...picked(config, 'temperature', 'max_tokens', 'top_p', 'top_k'),
    },
    said: [request['prompt'], request['inputText']].flatMap(textsIn).map((said) => ({ role: 'user', text: said })),
    calls: [],
    answers: [],
    media: [],
    tools: [],
    output: [
      {
        texts: [answer['outputText'], answer['text'], answer['generation']].flatMap(textsIn),
        reasoning: [],
        refusal: undefined,
        calls: [],
        finishReason: text(answer['completionReason']) ?? text(answer['stop_reason']) ?? text(answer['finish_reason']),
      },
    ],
    usage: {
      prompt: count(response['inputTextTokenCount']) ?? count(response['prompt_token_count']),
      completion: count(answer['tokenCount']) ?? count(response['generation_token_count']),
    },
  };
}
