import { type Environment, flag, fromEnvironment, type Option, parseFlag } from './option-parsers';

// Other instrumentations let the variable name places for content, of which ours has only the span.
const onSpans = ['span', 'span_only', 'span_and_event', 'all', 'both'];
const notOnSpans = ['event', 'event_only', 'none', 'no_content'];

/** The variable that instrumentations of the GenAI conventions share, and our own. */
const variables = ['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT', 'HH_CAPTURE_CONTENT'].map(
  (variable): Option<boolean> => ({
    ...flag(variable, true),
    parse: (text) => {
      if (onSpans.includes(text.toLowerCase())) return true;
      return notOnSpans.includes(text.toLowerCase()) ? false : parseFlag(text);
    },
    ifInvalid: { value: false, consequence: 'no content is captured' },
  }),
);

/**
 * Whether the environment allows content on spans: yes, unless one of two variables forbids it or has an invalid value.
 * @param warn receives a sentence about each invalid variable
 */
export const contentCapture = (env: Environment, warn: (problem: string) => void): boolean =>
  variables.map((variable) => fromEnvironment(variable, env, warn)).every((isAllowed) => isAllowed);
