import type { MapOptions } from './mapping';
import type { CreateModelEvent } from './mapping/record/model-event';
import type { ReadableSpan } from './mapping/span/span-view';
import { Diagnostics } from './observability/diagnostics';

/** With a clock that stands still, a sentence is said once. */
const diagnostics = new Diagnostics(() => 0);

/**
 * The record of a model call, `undefined` if the span is not one. Does not change the span, and gives the same record
 * for the same span. Never throws: what cannot be read is left out, and in place of a span that is none, a warning says so once.
 */
export function toModelEvent(span: ReadableSpan, options: MapOptions = {}): CreateModelEvent | undefined {
  if (typeof span !== 'object' || span === null || Array.isArray(span)) {
    diagnostics.notice(
      'no_span',
      'toModelEvent needs one ended span, such as a processor gets in `onEnd`, and was given none.',
    );
    return undefined;
  }
  // Loaded with the first span, to keep the import of this package fast.
  const mapping = require('./mapping') as typeof import('./mapping');
  return mapping.toModelEvent(span, options);
}
