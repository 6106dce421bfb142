import { count, type Loose, list, loose, picked, renamed, text, textsIn } from '../loose';
import type { Read } from '../truth';

/** Version 1 of the chat API. */
export function cohere(request: Loose, response: Loose): Read {
  const usage = loose(loose(response['meta'])['tokens']);
  return {
    parameters: {
      ...renamed(request, { p: 'top_p', k: 'top_k', stop_sequences: 'stop' }),
      ...picked(request, 'temperature', 'max_tokens', 'frequency_penalty', 'presence_penalty', 'seed'),
    },
    said: [
      ...textsIn(request['preamble']).map((said) => ({ role: 'system', text: said })),
      ...list(request['chat_history']).flatMap((message) =>
        textsIn(message['message']).map((said) => ({
          role: message['role'] === 'CHATBOT' ? 'assistant' : String(message['role']).toLowerCase(),
          text: said,
        })),
      ),
      ...textsIn(request['message']).map((said) => ({ role: 'user', text: said })),
    ],
    calls: [],
    answers: [],
    media: [],
    tools: list(request['tools']).map((tool) => ({
      name: String(tool['name']),
      description: tool['description'],
      parameters: tool['parameter_definitions'],
    })),
    output: [
      {
        texts: textsIn(response['text']),
        reasoning: [],
        refusal: undefined,
        calls: list(response['tool_calls']).map((call) => ({
          id: undefined,
          name: String(call['name']),
          arguments: call['parameters'],
        })),
        finishReason: text(response['finish_reason']),
      },
    ],
    usage: { prompt: count(usage['input_tokens']), completion: count(usage['output_tokens']) },
  };
}
