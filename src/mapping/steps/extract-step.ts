import { isEqual } from '../../json/json';
import { perName } from '../../json/per-name';
import { dialects } from '../dialects';
import { useOf } from '../extract/attribute-index';
import { type ExtractedFacts, extractFacts } from '../extract/extract-facts';
import { isPlainAttribute } from '../extract/plain-attributes';
import type { Fact } from '../read/facts';
import { isBelow, isItemOf } from '../read/flattened-attributes';
import { alternativesOf, type Reader } from '../read/reader';
import { type Attributes, namesOf } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';
import type { StepFact, StepFacts } from './step-dialect';

export interface ExtractedStep extends Pick<ExtractedFacts, 'facts'> {
  readonly step: Partial<StepFacts>;
  /** Names of the attributes that no reader took. */
  readonly unread: readonly string[];
}

/** Of the facts of a model call, those that a step may have, too: others are attributes of its model, and stay what they are. */
const sharedFacts: ReadonlySet<Fact> = new Set<Fact>([
  ...(['project', 'source', 'eventName', 'session', 'user', 'conversationId', 'truncated', 'error'] as const),
  ...(['sessionName', 'eventId', 'parentId', 'runId', 'datasetId', 'datapointId'] as const),
  ...(['metadata', 'userProperties', 'feedback', 'metrics', 'instructions', 'input', 'output'] as const),
]);

const readers = dialects.flatMap(({ steps }) =>
  Object.entries(steps?.reads ?? {}).flatMap(([fact, reader]) =>
    alternativesOf(reader as Reader<unknown>).map((each) => ({ fact: fact as StepFact, reader: each })),
  ),
);

type StepReader = (typeof readers)[number];

/** The readers of steps that an attribute of this name is for; `null` if there are none. */
const readersOf = perName((name): readonly StepReader[] | null => {
  const own = readers.filter(({ reader }) =>
    reader.sources.some((source) => {
      if (source.from === 'attribute') return source.name === name;
      return source.from === 'items' ? isItemOf(source.name, name) : isBelow(source.name, name);
    }),
  );
  return own.length === 0 ? null : own;
});

/**
 * Whether all that dialects make of an attribute are facts that steps have. What is said of a tool is said of the step itself; OpenLIT
 * has the tool calls of an answer there.
 */
const isShared = perName((name): { readonly isShared: boolean } => {
  const consumers = name.startsWith('gen_ai.tool.') ? [] : (useOf(name)?.consumers ?? []);
  return { isShared: consumers.length > 0 && consumers.every(({ fact }) => sharedFacts.has(fact)) };
});

export function extractStep(span: SpanView, captureContent: boolean): ExtractedStep {
  const shared: Record<string, unknown> = {};
  const others: string[] = [];
  const ofSpan = new Set<StepReader>();
  for (const name of span.names) {
    const own = readersOf(name);
    for (const each of own ?? []) ofSpan.add(each);
    if (own === null && isShared(name).isShared) shared[name] = span.attributes[name];
    else others.push(name);
  }
  const { step, taken } = read(span, ofSpan, captureContent);
  const view: SpanView = { ...span, attributes: shared, names: namesOf(shared), spliceLimits: undefined };
  const { facts, unread } = extractFacts(view, captureContent);
  span.truncated ||= view.truncated;
  const left = others.filter((name) => !isTaken(name, taken, span.attributes, captureContent));
  return { facts, step, unread: [...unread, ...left] };
}

/** The first reader that has a fact wins, in the order of the dialects; attributes with the same value are taken, too. */
function read(
  span: SpanView,
  ofSpan: ReadonlySet<StepReader>,
  captureContent: boolean,
): { readonly step: Partial<StepFacts>; readonly taken: ReadonlySet<StepReader> } {
  const step: { [Name in StepFact]?: unknown } = {};
  const taken = new Set<StepReader>();
  for (const each of readers) {
    if (!ofSpan.has(each)) continue;
    const { fact, reader } = each;
    if (!captureContent && reader.sources.some(({ isContent }) => isContent)) continue;
    const value = reader.read(span);
    if (value === undefined) continue;
    step[fact] ??= value;
    if (isEqual(step[fact], value)) taken.add(each);
  }
  return { step: step as Partial<StepFacts>, taken };
}

function isTaken(
  name: string,
  taken: ReadonlySet<StepReader>,
  attributes: Attributes,
  captureContent: boolean,
): boolean {
  const own = readersOf(name) ?? [];
  if (own.some((each) => taken.has(each))) return true;
  if (captureContent) return false;
  const isContent = useOf(name)?.isContent || own.some(({ reader }) => reader.sources.some((one) => one.isContent));
  return isContent || !isPlainAttribute(name, attributes[name]);
}
