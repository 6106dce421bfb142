import { readFlag } from './option-parsers';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variable that instrumentations of the GenAI conventions share. Some take true or false, others where content goes; ours
 * goes onto the span.
 */
const conventions = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
const own = 'HH_CAPTURE_CONTENT';

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

/**
 * Whether the environment lets what was said onto spans: unless one of its two variables says no.
 * @param warn told of a value that cannot be read, which means no: its default could send what the user wanted to keep
 */
export function contentCapture(env: Environment, warn: (problem: string) => void): boolean {
  const read = (name: string): boolean => {
    const text = env[name]?.trim().toLowerCase() ?? '';
    if (text === '') return true;
    const value = places[text] ?? readFlag(text);
    if (typeof value === 'boolean') return value;
    warn(`honeyhive: ${name} must be true or false, so no content is captured.`);
    return false;
  };
  return [conventions, own].map(read).every((isOn) => isOn);
}
