import type { Json } from '../../json/json';
import type { FactReaders } from '../read/facts';
import type { Attributes } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';
import type { StepDialect } from '../steps/step-dialect';

/**
 * All that we know of one kind of instrumentation: a table of readers, none of which knows another dialect. To add a dialect,
 * write one and list it in `index.ts`.
 */
export interface Dialect {
  /** Stands in the record's `metadata.dialect`. */
  readonly name: string;
  /**
   * Whether a span with these attributes is a model call; `undefined` if the dialect cannot decide. Called for spans of every
   * kind: property reads and comparisons only.
   */
  readonly isModelCall?: (attributes: Attributes) => boolean | undefined;
  /** Whether a span with these attributes is the run of a tool. Called as often. */
  readonly isToolCall?: (attributes: Attributes) => boolean;
  /** Whether a span with these attributes is a call that its parent describes together with others, as one call of several steps. */
  readonly isModelStep?: (attributes: Attributes) => boolean;
  readonly reads: FactReaders;
  /** Its agents, chains and tools, which become events with `events: 'all'`. */
  readonly steps?: StepDialect;
  /**
   * For attributes that hold more than one fact: the part of the value that no reader took, content or not. It is kept in the
   * metadata by the attribute's name.
   */
  readonly leftovers?: { readonly [attribute: string]: (span: SpanView) => Json | undefined };
  /** Whether the app hides messages of this span, so that none of its attributes may be kept as they are. */
  readonly hidesContent?: (span: SpanView) => boolean;
  /** Attributes that also hold for all spans below: the session, the user, the agent, the app's own fields. */
  readonly inherited?: AttributeNames;
  /** Attributes that also hold for the spans directly below: the prompt template. */
  readonly inheritedByChildren?: AttributeNames;
  /**
   * Attributes that describe this one span or its exchange with the model. When several spans record one call, only the
   * attributes of the others that are not listed here are added to its record.
   */
  readonly aboutExchange?: AttributeNames;
  /** This dialect's names of providers, in lower case, with the conventions' names. */
  readonly providers?: ProviderNames;
}

/** Names of attributes. One that ends with a dot means all names that start with it. */
export type AttributeNames = readonly string[];

/** `undefined` for a name that identifies no provider. */
export type ProviderNames = Readonly<Record<string, string | undefined>>;
