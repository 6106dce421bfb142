import { asRecord, asText, compact, fieldsOf, type JsonRecord, nonEmpty, without } from '../../../json/json-record';
import type { ExchangeError } from '../../exchange';

interface ErrorForm {
  /** Fields of an error that name its kind; the first one that is there counts. */
  readonly kinds: readonly string[];
  /** Whether a body without the field `error` is an error itself. */
  readonly isError?: (body: JsonRecord) => boolean;
}

/** A reader of errors such as `{error: {message, type, code}}`; some servers send the message in place of the object. */
export const errorReader =
  ({ kinds, isError = () => false }: ErrorForm) =>
  (body: JsonRecord): ExchangeError | undefined => {
    const message = asText(body['error']) || undefined;
    const error = message === undefined ? (asRecord(body['error']) ?? (isError(body) ? body : undefined)) : { message };
    if (error === undefined) return undefined;
    const kind = kinds.map((name) => error[name]).find((each) => typeof each === 'string' || typeof each === 'number');
    return { type: String(kind ?? 'error'), message: asText(error['message']) ?? asText(error['Message']) };
  };

/** The fields of an error beside its message: its code, its type, the parameter that it is about. */
export const errorFields = ({ error }: JsonRecord): JsonRecord =>
  compact({ error: nonEmpty(compact(without(fieldsOf(error), 'message'))) });
