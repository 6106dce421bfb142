import { asList, compact, type JsonRecord } from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { blob } from '../fields/media';
import { readMessage } from '../openai/messages';

/** A message of Ollama's chat: OpenAI's with images beside the text, the thinking under its own name, and named tools. */
export function readOllamaMessage({ images, thinking, tool_name: toolName, ...message }: JsonRecord): Message {
  const read = readMessage({ ...message, ...compact({ reasoning_content: thinking, name: toolName }) });
  return { ...read, parts: [...read.parts, ...imageParts(images)] };
}

/** Images are bytes without a MIME type. */
export const imageParts = (images: unknown): readonly Part[] =>
  (asList(images) ?? []).map((content) => blob('image', content));
