import { asText, compact, type JsonRecord, nonEmpty, without } from '../../../json/json-record';
import type { Message, ModelResponse, OutputMessage } from '../../exchange';

type Answer = Pick<ModelResponse, 'messages' | 'finishReasons'>;

export function withReason(message: Message, finishReason: unknown): OutputMessage {
  const reason = asText(finishReason);
  return reason === undefined ? message : { ...message, finish_reason: reason };
}

/** @param message of a call that has one answer at most */
export function oneAnswer(message: Message | undefined, finishReason: unknown): Answer {
  const reason = asText(finishReason);
  return {
    messages: message === undefined ? [] : [withReason(message, reason)],
    finishReasons: reason === undefined ? undefined : [reason],
  };
}

export const severalAnswers = (messages: readonly OutputMessage[]): Answer => ({
  messages,
  finishReasons: nonEmpty(messages.flatMap(({ finish_reason: reason }) => reason ?? [])),
});

/** The fields of an answer among several, but for those `read` elsewhere: of the only answer, or of each in a list. */
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
