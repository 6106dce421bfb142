import { asList, asText, type JsonRecord, recordsOf, without, withoutNullish } from '../../../json/json-record';
import type { Message, ModelRequest, ModelResponse, Part } from '../../exchange';
import type { Api } from '../api';
import { outputType } from '../fields/output-type';
import { readParameters } from '../fields/parameters';
import { openaiChat } from './chat';
import { foldChat } from './chat-stream';
import { readError } from './error';
import { modelIn, openaiParameters } from './parameters';

/**
 * OpenAI's completions, the predecessor of chat, which servers of one's own still speak; completions of a gap in code (`fim`)
 * are asked for alike and answered like chat. https://platform.openai.com/docs/api-reference/completions
 */
export const openaiCompletions: Api = {
  operation: 'text_completion',
  provider: 'openai',
  recognises: (body, path) => body['prompt'] !== undefined && modelIn(body, path) !== undefined,
  readRequest,
  readResponse,
  readError,
  fold: (events) => foldChat(events, withDelta),
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { model: _, prompt, ...rest } = withoutNullish(body);
  const { attributes, extra } = readParameters(rest, openaiParameters);
  return {
    model: modelIn(body, path),
    messages: readTexts(prompt),
    attributes: { ...attributes, ...outputType(rest['response_format']) },
    extra,
  };
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
  // Some embed more than text, with a type or without one.
  return { type: 'input', input: text };
}

/** An answer's text where chat has it. */
function readResponse(body: JsonRecord): ModelResponse {
  return openaiChat.readResponse({ ...body, choices: recordsOf(body['choices']).map(withMessage) });
}

const withMessage = (choice: JsonRecord): JsonRecord =>
  'text' in choice ? { ...without(choice, 'text'), message: { content: asText(choice['text']) } } : choice;

const withDelta = (choice: JsonRecord): JsonRecord =>
  'text' in choice ? { ...without(choice, 'text'), delta: { content: asText(choice['text']) } } : choice;
