import { dialects } from '../dialects';
import type { StepKind } from '../record/step-event';
import type { Attributes } from '../span/attribute-names';
import type { SpanStart } from './step-dialect';

/** A step, as a dialect has recognised it. */
export interface Step {
  readonly kind: StepKind;
  readonly dialect: string;
}

const tests = dialects.flatMap(({ name, steps }) => (steps?.kindOf ? [{ name, kindOf: steps.kindOf }] : []));
const startTests = dialects.flatMap(({ name, steps }) => (steps?.startsAs ? [{ name, startsAs: steps.startsAs }] : []));

/** What a span that is no model call is, or will be if it is open; `undefined` if it is no step. */
export function stepOf(attributes: Attributes, start: SpanStart): Step | undefined {
  for (const { name, kindOf } of tests) {
    const kind = kindOf(attributes);
    if (kind === 'none') return undefined;
    if (kind !== undefined) return { kind, dialect: name };
  }
  for (const { name, startsAs } of startTests) {
    const kind = startsAs(start);
    if (kind !== undefined) return { kind, dialect: name };
  }
  return undefined;
}
