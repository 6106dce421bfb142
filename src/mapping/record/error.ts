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
