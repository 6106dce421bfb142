import type { Json, JsonObject } from '../../../json/json';
import { listIn, objectIn, textIn } from '../json-value';

/** A message of a template, cut at its variables. */
export interface TemplateMessage {
  readonly role: string;
  readonly pieces: readonly TemplatePiece[];
}

export interface TemplatePiece {
  /** As it stands in the template: text, or the name of a variable without its braces. */
  readonly text: string;
  /** Of a variable: what stood there, or `undefined` if that is not known. */
  readonly value?: string | undefined;
  readonly isVariable: boolean;
}

const maxPieces = 500;

/** A list of messages, an object around one, or a text. */
export function readTemplate(template: Json | undefined, variables: JsonObject): readonly TemplateMessage[] {
  const inner = objectIn(template)['content'] ?? template;
  const messages = typeof inner === 'string' ? [{ role: 'template', content: inner }] : listIn(inner);
  return messages.map((sent) => {
    const message = objectIn(sent);
    const content = message['content'];
    const text = typeof content === 'string' ? content : JSON.stringify(content ?? sent);
    return { role: textIn(message['role']) ?? 'template', pieces: piecesOf(text, variables) };
  });
}

function piecesOf(text: string, variables: JsonObject): readonly TemplatePiece[] {
  const parts = text.split(/\{\{([^{}]*)\}\}/, maxPieces);
  const rest = parts.length === maxPieces ? [{ text: '…', isVariable: false }] : [];
  return [...parts.map((part, index) => pieceOf(part, index % 2 === 1, variables)), ...rest];
}

function pieceOf(part: string, isVariable: boolean, variables: JsonObject): TemplatePiece {
  if (!isVariable) return { text: part, isVariable };
  const name = part.trim();
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  const shown = value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
  return { text: name, value: shown, isVariable };
}
