import type { MapOptions } from './mapping';
import type { CreateModelEvent } from './mapping/record/model-event';
import type { ReadableSpan } from './mapping/span/span-view';

/**
 * The record of a model call, `undefined` if the span is not one. Does not change the span, and gives the same record
 * for the same span. Never throws: what cannot be read is left out.
 */
export function toModelEvent(span: ReadableSpan, options: MapOptions = {}): CreateModelEvent | undefined {
  // Loaded with the first span, to keep the import of this package fast.
  const mapping = require('./mapping') as typeof import('./mapping');
  return mapping.toModelEvent(span, options);
}
