import { count, type Loose, list, loose, picked, renamed, text } from '../loose';
import type { Call, Read } from '../truth';

export function gemini(request: Loose, response: Loose): Read {
  const contents = list(request['contents']);
  const config = loose(request['generationConfig']);
  const usage = loose(response['usageMetadata']);
  const parts = contents.flatMap((content) => list(content['parts']));
  return {
    parameters: {
      ...renamed(config, {
        topP: 'top_p',
        topK: 'top_k',
        maxOutputTokens: 'max_tokens',
        presencePenalty: 'presence_penalty',
        frequencyPenalty: 'frequency_penalty',
        stopSequences: 'stop',
      }),
      ...picked(config, 'temperature', 'seed'),
    },
    said: [
      ...spoken(list(loose(request['systemInstruction'])['parts'])).map((said) => ({ role: 'system', text: said })),
      ...contents.flatMap((content) =>
        spoken(list(content['parts'])).map((said) => ({
          role: content['role'] === 'model' ? 'assistant' : 'user',
          text: said,
        })),
      ),
    ],
    calls: parts.flatMap(call),
    answers: parts.flatMap((part) => {
      const answer = loose(part['functionResponse']);
      return 'response' in answer ? [{ id: text(answer['id']), text: JSON.stringify(answer['response']) }] : [];
    }),
    media: parts.flatMap((part) => [text(loose(part['inlineData'])['data']) ?? []].flat()),
    tools: list(request['tools'])
      .flatMap((tool) => list(tool['functionDeclarations']))
      .map((tool) => ({
        name: String(tool['name']),
        description: tool['description'],
        parameters: tool['parameters'] ?? tool['parametersJsonSchema'],
      })),
    output: list(response['candidates']).map((candidate) => {
      const written = list(loose(candidate['content'])['parts']);
      return {
        texts: spoken(written.filter((part) => part['thought'] !== true)),
        reasoning: spoken(written.filter((part) => part['thought'] === true)),
        refusal: undefined,
        calls: written.flatMap(call),
        finishReason: text(candidate['finishReason']),
      };
    }),
    usage: {
      prompt: count(usage['promptTokenCount']),
      completion: withThoughts(count(usage['candidatesTokenCount']), count(usage['thoughtsTokenCount'])),
      total: count(usage['totalTokenCount']),
      cacheRead: count(usage['cachedContentTokenCount']),
      reasoning: count(usage['thoughtsTokenCount']),
    },
  };
}

/** Gemini counts the tokens of its thoughts apart. */
const withThoughts = (written: number | undefined, thought = 0): number | undefined =>
  written === undefined ? undefined : written + thought;

const spoken = (parts: readonly Loose[]): readonly string[] =>
  parts.flatMap((part) => (typeof part['text'] === 'string' && part['text'] !== '' ? part['text'] : []));

function call(part: Loose): readonly Call[] {
  const made = loose(part['functionCall']);
  return 'name' in made ? [{ id: text(made['id']), name: String(made['name']), arguments: made['args'] }] : [];
}
