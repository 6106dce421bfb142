import { asText, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { ResponseHeaders } from '../../http/headers';
import type { Api } from '../api';
import { readParameters } from '../fields/parameters';
import { isTexts } from '../fields/turns';
import { isChoices, openaiChat } from './chat';
import { foldChat } from './chat-stream';
import { readError } from './error';
import { isModel, modelIn } from './model';
import { readTexts } from './texts';

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

function readResponse(body: JsonRecord, headers?: ResponseHeaders, request?: ModelRequest): ModelResponse {
  const choices = recordsOf(body['choices']).map((choice) => asChat(choice, 'message'));
  return openaiChat.readResponse({ ...body, choices }, headers, request);
}

/** A choice with its text where chat has it. */
function asChat(choice: JsonRecord, field: 'delta' | 'message'): JsonRecord {
  const { text, ...others } = choice;
  if (!('text' in choice) || (text === '' && choice[field] !== undefined)) return choice;
  return { ...others, [field]: { content: asText(text) } };
}
