import { dialects } from '../dialects';
import { modelCallDialect } from '../extract/span-recognition';
import type { StepKind } from '../record/step-event';
import type { Attributes } from '../span/attribute-names';
import type { SpanStart } from './step-dialect';

/** A step, as a dialect has recognised it. */
export interface Step {
  readonly kind: StepKind;
  readonly dialect: string;
}

const tests = dialects.flatMap(({ name, steps }) => (steps?.kindOf ? [{ name, kindOf: steps.kindOf }] : []));
const startTests = dialects.flatMap(({ steps }) => steps?.startsStep ?? []);

/** What a span that is no model call is, by its attributes; `undefined` if it is no step. */
export function stepOf(attributes: Attributes): Step | undefined {
  for (const { name, kindOf } of tests) {
    const kind = kindOf(attributes);
    if (kind !== undefined) return { kind, dialect: name };
  }
  return undefined;
}

/** Whether a span that is open will be a step when it ends. Some SDKs set attributes only then, so that its start decides. */
export function willBeStep(start: SpanStart, attributes: Attributes): boolean {
  if (modelCallDialect(attributes) !== undefined) return false;
  if (stepOf(attributes) !== undefined) return true;
  for (const startsStep of startTests) {
    const answer = startsStep(start);
    if (answer !== undefined) return answer;
  }
  return false;
}
