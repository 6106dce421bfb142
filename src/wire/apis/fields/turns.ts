import { asList, asRecord, fieldsOf, type JsonRecord } from '../../../json/json-record';

/**
 * The messages of a conversation with a model, as far as a value is one: each is an object, and the first has a role and, if it has a
 * content, a text, a list or a part. An app's own messages have other fields. Of long conversations the middle can be missing, so that not
 * every message is looked at.
 */
export function turnsIn(value: unknown): readonly JsonRecord[] | undefined {
  const list = asList(value);
  if (list === undefined) return undefined;
  const records = list.map(asRecord).filter((each) => each !== undefined);
  const [first] = records;
  return records.length === list.length && (first === undefined || isTurn(first)) ? records : undefined;
}

/** The AI SDK's own messages, which apps send to themselves, have parts where models get a content. */
const isTurn = ({ role, content, parts }: JsonRecord): boolean =>
  typeof role === 'string' && parts === undefined && isContent(content);

const isContent = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string' || Array.isArray(value) || isPart(value);

const isPart = (value: unknown): boolean => typeof fieldsOf(value)['type'] === 'string';

/** Whether it is a text, or a list of texts or of their tokens, of which there is at least one. */
export function isTexts(value: unknown): boolean {
  if (typeof value === 'string') return true;
  const [first] = asList(value) ?? [];
  return typeof first === 'string' || typeof first === 'number' || Array.isArray(first);
}
