import { asText, compact, fieldsOf, type JsonRecord, without } from '../../../json/json-record';
import type { ExchangeError } from '../../exchange';

/**
 * A reader of errors such as `{error: {message, type, code}}`, which all others have been made into.
 * @param kinds fields of an error that name its kind: the first one that is there counts
 */
export const errorReader =
  (...kinds: readonly string[]) =>
  ({ error: value }: JsonRecord): ExchangeError | undefined => {
    if (value === undefined || value === null) return undefined;
    const error = fieldsOf(value);
    const kind = [...kinds, 'code', 'type', 'status'].map((name) => error[name]).find(isName);
    return { type: String(kind ?? 'error'), message: asText(error['message']) };
  };

const isName = (value: unknown): boolean => (typeof value === 'string' && value !== '') || typeof value === 'number';

/** The fields of an error beside its message: its code, its type, the parameter that it is about. */
export const errorFields = ({ error }: JsonRecord): JsonRecord => compact(without(fieldsOf(error), 'message'));
