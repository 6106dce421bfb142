import type { KnownFacts } from '../read/facts';
import { asText } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';

export interface Failure {
  readonly text: string;
  readonly stack: string | undefined;
}

/** Why the call failed, or `undefined` if it did not. The app's own word comes first, then whoever says the most. */
export function failureOf(span: SpanView, facts: KnownFacts): Failure | undefined {
  const exception = lastException(span);
  const text =
    facts.error ??
    (exception && exceptionText(exception)) ??
    (span.status.code === 2 && span.status.message !== nameless ? span.status.message : undefined) ??
    asText(span.attributes['error.type']) ??
    (span.status.code === 2 ? nameless : undefined);
  if (text === undefined) return undefined;
  return { text, stack: exception && asText(exception['exception.stacktrace']) };
}

/** What is written of a failure that nobody has named; Sentry writes it itself, beside the error's type. */
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
