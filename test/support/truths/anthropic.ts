import { count, type Loose, list, loose, picked, renamed, text, textsIn } from '../loose';
import type { Call, Read } from '../truth';

export function anthropic(request: Loose, response: Loose): Read {
  const messages = list(request['messages']);
  const content = list(response['content']);
  const usage = loose(response['usage']);
  const cached = (count(usage['cache_read_input_tokens']) ?? 0) + (count(usage['cache_creation_input_tokens']) ?? 0);
  const input = count(usage['input_tokens']);
  const prompt = input === undefined ? undefined : input + cached;
  const completion = count(usage['output_tokens']);
  return {
    parameters: {
      ...renamed(request, { stop_sequences: 'stop' }),
      ...picked(request, 'temperature', 'top_p', 'top_k', 'max_tokens', 'thinking', 'stream'),
    },
    said: [
      ...textsIn(request['system']).map((said) => ({ role: 'system', text: said })),
      ...messages.flatMap((message) =>
        textsIn(message['content']).map((said) => ({ role: String(message['role']), text: said })),
      ),
    ],
    calls: messages.flatMap((message) => list(message['content']).flatMap(toolUse)),
    answers: messages.flatMap((message) =>
      list(message['content'])
        .filter((block) => block['type'] === 'tool_result')
        .flatMap((block) => textsIn(block['content']).map((said) => ({ id: text(block['tool_use_id']), text: said }))),
    ),
    media: [],
    tools: list(request['tools'])
      .filter((tool) => 'input_schema' in tool)
      .map((tool) => ({
        name: String(tool['name']),
        description: tool['description'],
        parameters: tool['input_schema'],
      })),
    output: [
      {
        texts: content.filter((block) => block['type'] === 'text').flatMap((block) => textsIn(block['text'])),
        reasoning: content.flatMap((block) => textsIn(block['thinking'])),
        refusal: undefined,
        calls: content.flatMap(toolUse),
        finishReason: text(response['stop_reason']),
      },
    ],
    usage: {
      prompt,
      completion,
      total: prompt === undefined || completion === undefined ? undefined : prompt + completion,
      cacheRead: count(usage['cache_read_input_tokens']),
      cacheWrite: count(usage['cache_creation_input_tokens']),
    },
  };
}

const toolUse = (block: Loose): readonly Call[] =>
  block['type'] === 'tool_use' || block['type'] === 'server_tool_use'
    ? [{ id: text(block['id']), name: String(block['name']), arguments: block['input'] }]
    : [];

/** The API of text completions, which Anthropic had before. */
export function completion(request: Loose, response: Loose): Read {
  const prompt = text(request['prompt']);
  return {
    parameters: {
      ...renamed(request, { stop_sequences: 'stop', max_tokens_to_sample: 'max_tokens' }),
      ...picked(request, 'temperature', 'top_p', 'top_k'),
    },
    said: prompt === undefined ? [] : [{ role: 'user', text: prompt }],
    calls: [],
    answers: [],
    media: [],
    tools: [],
    output: [
      {
        texts: textsIn(response['completion']),
        reasoning: [],
        refusal: undefined,
        calls: [],
        finishReason: text(response['stop_reason']),
      },
    ],
    usage: {},
  };
}
