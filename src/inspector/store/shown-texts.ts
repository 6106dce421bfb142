import { isJsonObject, isList, type Json, type JsonObject, stringify } from '../../json/json';
import { list, object, text } from '../json';
import type { Kind } from '../page-api';
import { storable } from './searched-text';

const maxShown = 200;
const maxTools = 20;
/** So much is looked at for a preview: whatever spaces there are in it. */
const maxRead = 4000;

/** Its first characters, none of them halved. */
export const shortened = (value: string, chars: number): string =>
  storable(value.length <= chars ? value : value.slice(0, chars).replace(/[\ud800-\udbff]$/, ''));

/** Of what was asked: the last text of the user; of a step what it was given. */
export function previewOf(kind: Kind, record: JsonObject): string {
  const inputs = object(record['inputs']);
  const messages = list(record['messages'] ?? inputs['chat_history']).map(object);
  const asked = messages.findLast(({ role, content }) => role === 'user' && flat(content) !== '');
  if (asked !== undefined) return shown(asked['content']);
  const last = messages.findLast(({ content }) => flat(content) !== '');
  if (last !== undefined) return shown(last['content']);
  return kind === 'model' ? '' : shown(inputs['input'] ?? inputs);
}

/** Of the answer; of a step what it gave. */
export function answerOf(kind: Kind, record: JsonObject): string {
  const output = object(record['response'] ?? record['outputs']);
  const said = flat(output['content']) || flat(output['refusal']);
  if (said !== '' || kind === 'model') return shortened(said, maxShown);
  return shown(output['message'] ?? output['output'] ?? output);
}

const shown = (value: Json | undefined): string => shortened(flat(value), maxShown);

/** A text in a line; of content in parts all texts; other values as JSON. */
function flat(value: Json | undefined): string {
  if (typeof value === 'string') return value.slice(0, maxRead).replace(/\s+/g, ' ').trim();
  if (isList(value)) {
    const texts = value.map((part) => flat(isJsonObject(part) ? (part['text'] ?? '') : part)).filter(Boolean);
    if (texts.length > 0) return texts.join(' ');
    return value
      .map((part) => `[${text(object(part)['type']) ?? '?'}]`)
      .join(' ')
      .slice(0, maxRead);
  }
  if (value === undefined || value === null) return '';
  const json = stringify(value).slice(0, maxRead);
  return json === '{}' ? '' : json;
}

/** The names of the tools that an answer asks for, in all of its choices. */
export function toolsOf(record: JsonObject): readonly string[] {
  const output = object(record['response'] ?? record['outputs']);
  const answers = [output, ...list(output['choices']).map((choice) => object(object(choice)['message'] ?? choice))];
  const names = answers.flatMap((answer) => list(answer['tool_calls']).map(toolName));
  return [...new Set(names)].filter((name) => name !== '').slice(0, maxTools);
}

function toolName(call: Json): string {
  const { function: called, name, type } = object(call);
  return shortened(text(object(called)['name']) ?? text(name) ?? text(type) ?? '', maxShown);
}
