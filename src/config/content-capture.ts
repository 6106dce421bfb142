import { type Environment, flag, fromEnvironment, type Option, parseFlag } from './option-parsers';

/** Instrumentations name a place for content, where ours knows only one: the span. */
const places: Readonly<Record<string, boolean>> = {
  span: true,
  span_only: true,
  span_and_event: true,
  all: true,
  both: true,
  event: false,
  event_only: false,
  none: false,
  no_content: false,
};

/** The variable that instrumentations of the GenAI conventions share, and our own. */
const variables = ['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT', 'HH_CAPTURE_CONTENT'].map(
  (variable): Option<boolean> => ({
    ...flag(variable, true),
    parse: (text) => places[text.toLowerCase()] ?? parseFlag(text),
    ifInvalid: { value: false, consequence: 'no content is captured' },
  }),
);

/**
 * Whether the environment allows content on spans: yes, unless one of two variables forbids it or has an invalid value.
 * @param warn receives a sentence about each invalid variable
 */
export const contentCapture = (env: Environment, warn: (problem: string) => void): boolean =>
  variables.map((variable) => fromEnvironment(variable, env, warn)).every((isAllowed) => isAllowed);
