import { asList, asText, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Message, ModelRequest, ModelResponse, Part } from '../../exchange';
import type { Api } from '../api';
import { readParameters } from '../fields/parameters';
import { isTexts } from '../fields/turns';
import { isChoices, openaiChat } from './chat';
import { foldChat } from './chat-stream';
import { readError } from './error';
import { isModel, modelIn } from './model';

/**
 * OpenAI's completions, the predecessor of chat, which self-hosted servers still have. Completions of a gap in code (`fim`) have
 * such requests too, and responses like chat. https://platform.openai.com/docs/api-reference/completions
 */
export const openaiCompletions: Api = {
  operation: 'text_completion',
  provider: 'openai',
  recognises: ({ prompt, model }, path) => isTexts(prompt) && isModel(model, path),
  answers: ({ choices }) => isChoices(choices),
  readRequest,
  readResponse,
  readError,
  fold: (growth) => foldChat(growth, (choice) => asChat(choice, 'delta')),
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { model: _, prompt, service_tier: tier, ...rest } = body;
  const parameters = readParameters(rest, { 'openai.request.service_tier': asText(tier) });
  return { model: modelIn(body, path), messages: readTexts(prompt), ...parameters };
}

/** Each text is a message of its own; a text may be given as its tokens. */
export function readTexts(input: unknown): readonly Message[] {
  const list = asList(input) ?? [input];
  const texts = typeof list[0] === 'number' ? [list] : list;
  return texts.map((text) => ({ role: 'user', parts: [textPart(text)] }));
}

function textPart(text: unknown): Part {
  if (typeof text === 'string') return { type: 'text', content: text };
  if (asList(text) !== undefined) return { type: 'tokens', tokens: text };
  // Some servers embed more than text, as objects with or without a type.
  return { type: 'input', input: text };
}

function readResponse(body: JsonRecord): ModelResponse {
  const choices = recordsOf(body['choices']).map((choice) => asChat(choice, 'message'));
  return openaiChat.readResponse({ ...body, choices });
}

/** A choice with its text where chat has it. */
function asChat(choice: JsonRecord, field: 'delta' | 'message'): JsonRecord {
  const { text, ...others } = choice;
  return 'text' in choice ? { ...others, [field]: { content: asText(text) } } : choice;
}
