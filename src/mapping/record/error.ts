import { isCode } from '../../privacy/plain-values';
import { statusWords } from '../../privacy/status-words';
import type { KnownFacts } from '../read/facts';
import { asText } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';

export interface Failure {
  readonly text: string;
  readonly stack: string | undefined;
}

/** Why the call failed, or `undefined` if it did not. The app's own text comes first, then the source with the most detail. */
export function failureOf(span: SpanView, facts: KnownFacts): Failure | undefined {
  const exception = lastException(span);
  const hasFailed = span.status.code === 2;
  const text =
    facts.error ??
    (exception && exceptionText(exception)) ??
    (hasFailed && span.status.message !== nameless ? span.status.message : undefined) ??
    asText(span.attributes['error.type']) ??
    (hasFailed ? nameless : undefined);
  return text === undefined ? undefined : { text, stack: exception && asText(exception['exception.stacktrace']) };
}

/**
 * The same without the words of the app and the server, which may quote the prompt: the type of the error and the status, and of the
 * stack the frames behind the message.
 */
export function plainFailureOf(span: SpanView, facts: KnownFacts): Failure | undefined {
  const { attributes } = span;
  const failure = failureOf(span, facts);
  if (failure === undefined) return undefined;
  const exception = lastException(span);
  const types = [exception?.['exception.type'], attributes['error.type']].map(asText);
  const statuses = [attributes['error.type'], attributes['http.response.status_code'], attributes['http.status_code']];
  const type = types.find((each) => each !== undefined && isCode(each) && statusWords(each) === undefined);
  const status = statuses.map(statusWords).find((each) => each !== undefined);
  const text = type === undefined || status === undefined ? (type ?? status) : `${type}: ${status}`;
  return { text: text ?? nameless, stack: framesOf(failure.stack, asText(exception?.['exception.message'])) };
}

/** `at function (file:line:column)`, with or without the function. */
const frame = /^\s+at (?:(?:async |new )*[\w.$<>#]+ (?:\[as [\w.$]+\] )?\([^\s()]+\)|(?:async )?[^\s()]+:\d+:\d+)$/;

/** Behind the message, which may quote anything, frames included; none if it is unknown where it ends. */
function framesOf(stack: string | undefined, message: string | undefined): string | undefined {
  if (stack === undefined || message === undefined) return undefined;
  const start = stack.indexOf(message);
  if (start === -1) return undefined;
  const [, ...lines] = stack.slice(start + message.length).split('\n');
  const end = lines.findIndex((line) => !frame.test(line));
  return lines.slice(0, end === -1 ? lines.length : end).join('\n') || undefined;
}

/** The text for a failure without any description; Sentry writes it itself, beside the error's type. */
const nameless = 'error';

/** From an `exception` span event, or from the log event that may take its place. */
function lastException(span: SpanView): Attributes | undefined {
  const onSpan = span.events.findLast((event) => event?.name === 'exception')?.attributes;
  return onSpan ?? span.logs.findLast((log) => log.name === exceptionEvent)?.attributes;
}

export const exceptionEvent = 'gen_ai.client.operation.exception';

function exceptionText(exception: Attributes): string | undefined {
  const type = asText(exception['exception.type']);
  const message = asText(exception['exception.message']);
  return type === undefined || message === undefined ? (message ?? type) : `${type}: ${message}`;
}
