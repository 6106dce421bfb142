import { asText, compact, type JsonRecord, nonEmpty, without } from '../../../json/json-record';
import type { Message, ModelResponse, OutputMessage } from '../../exchange';

type Choices = Pick<ModelResponse, 'messages' | 'finishReasons'>;

export function withFinishReason(message: Message, finishReason: unknown): OutputMessage {
  const reason = asText(finishReason);
  return reason === undefined ? message : { ...message, finish_reason: reason };
}

/** @param message of an API that gives no more than one */
export function onlyChoice(message: Message | undefined, finishReason: unknown): Choices {
  const reason = asText(finishReason);
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
