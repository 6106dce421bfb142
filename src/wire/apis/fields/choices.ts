import { asText, compact, fieldsOf, type JsonRecord, nonEmpty, recordsOf, without } from '../../../json/json-record';
import type { Message, ModelResponse, OutputMessage } from '../../exchange';

const ofChoice = ['message', 'delta', 'text', 'finish_reason'];

/** An app's own choices are no such objects. */
export const isChoices = (choices: unknown): boolean =>
  recordsOf(choices).some((choice) => ofChoice.some((name) => choice[name] !== undefined));

type Choices = Pick<ModelResponse, 'messages' | 'finishReasons'>;

/** Why a model stopped; until it has, some servers write an empty text or `null` as one. */
export function reasonIn(value: unknown): string | undefined {
  const reason = asText(value);
  return reason === '' || reason === 'null' ? undefined : reason;
}

export function withFinishReason(message: Message, finishReason: unknown): OutputMessage {
  const reason = reasonIn(finishReason);
  return reason === undefined ? message : { ...message, finish_reason: reason };
}

/** The fields of a response's message, whose role some servers leave out or empty. */
export function assistant(message: unknown): JsonRecord {
  const fields = compact(fieldsOf(message));
  return { ...fields, role: fields['role'] || 'assistant' };
}

/** @param message of an API that gives no more than one */
export function onlyChoice(message: Message | undefined, finishReason: unknown): Choices {
  const reason = reasonIn(finishReason);
  return {
    messages: message === undefined ? [] : [withFinishReason(message, reason)],
    finishReasons: reason === undefined ? undefined : [reason],
  };
}

export const allChoices = (messages: readonly OutputMessage[]): Choices => ({
  messages,
  finishReasons: nonEmpty(messages.flatMap(({ finish_reason: reason }) => reason ?? [])),
});

/** The fields of choices but for those `read` elsewhere: of the only choice as they are, of several in lists. */
export function fieldsOfChoices(choices: readonly JsonRecord[], ...read: readonly string[]): JsonRecord {
  const others = choices.map((choice) => compact(without(choice, ...read)));
  const names = new Set(others.flatMap((fields) => Object.keys(fields)));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      others.length === 1 ? others[0]?.[name] : others.map((each) => each[name] ?? null),
    ]),
  );
}
