import type { MapOptions } from './mapping';
import type { CreateModelEvent } from './mapping/record/model-event';
import type { ReadableSpan } from './mapping/span/span-view';

/**
 * The record of a model call, `undefined` if the span is none. The span is only read, and the same span always gives the same
 * record. Never throws: what cannot be read is left out.
 */
export function toModelEvent(span: ReadableSpan, options: MapOptions = {}): CreateModelEvent | undefined {
  // Loaded with the first span, since an import must cost little.
  const mapping = require('./mapping') as typeof import('./mapping');
  return mapping.toModelEvent(span, options);
}
