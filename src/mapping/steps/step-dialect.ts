import type { Json, JsonObject } from '../../json/json';
import type { Reader } from '../read/reader';
import type { StepKind } from '../record/step-event';
import type { Attributes } from '../span/attribute-names';

/** What is known of a step beside what every span has. */
export interface StepFacts {
  /** The arguments, or whatever it was given. */
  readonly input: Json;
  /** The result, or whatever came of it. */
  readonly output: Json;
  readonly toolName: string;
  /** Of the call in the answer of a model that the tool answers. */
  readonly toolCallId: string;
  readonly agentName: string;
  readonly agentId: string;
  readonly workflowName: string;
  /** The app's own settings, by their names. */
  readonly config: JsonObject;
}

export type StepFact = keyof StepFacts;

export type StepReaders = { readonly [Name in StepFact]?: Reader<StepFacts[Name]> };

/** What is known of a span as it starts. */
export interface SpanStart {
  readonly name: string | undefined;
  /** The name of its instrumentation. */
  readonly scope: string | undefined;
}

/** How a dialect writes agents, chains and tools. */
export interface StepDialect {
  /**
   * What a span with these attributes is: `none` if it is no step, whatever other dialects make of it; `undefined` if the dialect
   * cannot decide. Property reads and comparisons only.
   */
  readonly kindOf?: (attributes: Attributes) => StepKind | 'none' | undefined;
  /** The same by what is known at the start, for spans whose attributes are set as they end: others refer to them before. */
  readonly startsAs?: (start: SpanStart) => StepKind | undefined;
  readonly reads: StepReaders;
}
