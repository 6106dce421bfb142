import { asText, type JsonRecord } from '../../../json/json-record';
import type { ModelRequest } from '../../exchange';
import type { Api } from '../api';
import { isChoices } from '../fields/choices';
import { readParameters } from '../fields/parameters';
import { isTexts } from '../fields/turns';
import { openaiChat } from './chat';
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
  readResponse: openaiChat.readResponse,
  readError,
  fold: foldChat,
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { model: _, prompt, service_tier: tier, ...rest } = body;
  const parameters = readParameters(rest, { 'openai.request.service_tier': asText(tier) });
  return { model: modelIn(body, path), messages: readTexts(prompt), ...parameters };
}
