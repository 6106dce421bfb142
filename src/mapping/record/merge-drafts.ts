import type { JsonObject } from '../../json/json';
import { isAboutExchange } from '../extract/attribute-scope';
import { isOfSameCost, isSameExchange, parametersOf, withContent, withExchange } from './exchange';
import { bothPlacements, type ModelEventDraft, withoutUndefined } from './model-event-draft';
import { metadataFields, recordFieldNames, recordFields } from './record-fields';

type Rest = ModelEventDraft['rest'];
type OwnFields = Omit<Rest, 'metadata'>;

const namesMerged = (how: 'whole' | 'members') =>
  recordFieldNames.filter((name) => recordFields[name].merge === how) as readonly (keyof OwnFields)[];
const mergedWhole = namesMerged('whole');
const mergedByMembers = namesMerged('members');

/**
 * A call's record with the fields that only the records of other spans of the same call have: session, user, template, and the
 * attributes of the frameworks that made those spans; and of those that are surely about the same exchange, the content, the
 * response id and the finish reasons. Its own fields stay.
 */
export function enriched(draft: ModelEventDraft, others: readonly ModelEventDraft[]): ModelEventDraft {
  return others.reduce((record, other) => {
    const whole = isSameExchange(record, other) ? withContent(record, other) : record;
    const rest = withMissing(whole.rest, other.rest);
    return { ...whole, isEnriched: true, placement: bothPlacements(whole.placement, other.placement), rest };
  }, draft);
}

/** The record of a call that only an outer span has the content of, with what the span of the SDK inside of it says. */
export function withInner(outer: ModelEventDraft, inner: ModelEventDraft): ModelEventDraft {
  const whole = withExchange(outer, inner);
  const placement = bothPlacements(whole.placement, inner.placement);
  return { ...whole, isEnriched: true, placement, rest: withMissing(whole.rest, inner.rest) };
}

/** The record of a step with what the span around it knows: the parameters, and if it was the only step, what was answered, too. */
export function withStepsAround(step: ModelEventDraft, around: ModelEventDraft, isOnlyStep: boolean): ModelEventDraft {
  const { usage } = step.rest;
  const isSame = isOnlyStep && (usage['prompt_tokens'] === undefined || isOfSameCost(step.rest, around.rest));
  if (!isSame) return { ...step, rest: { ...step.rest, ...parametersOf(step.rest, around.rest) } };
  // What fails after its answer is the app around it.
  return withExchange(step, { ...around, rest: { ...around.rest, error: undefined } });
}

function withMissing({ metadata: ownMetadata = {}, ...own }: Rest, other: Rest): Rest {
  const cost = own.cost ?? (isOfSameCost(own, other) ? other.cost : undefined);
  const merged: Record<string, unknown> = { ...own, cost };
  for (const name of mergedWhole) merged[name] ??= other[name];
  for (const name of mergedByMembers) {
    if (other[name] !== undefined) merged[name] = { ...(other[name] as JsonObject), ...(own[name] as JsonObject) };
  }
  const metadata = {
    ...aboutApp(other.metadata, own.session_id === undefined),
    // As in every record, the cost is in the metadata, too.
    ...(cost === undefined ? {} : { cost }),
    ...withoutUndefined(ownMetadata),
  };
  return { ...merged, metadata } as Rest;
}

/** @param hasSession whether the session is taken from that record, too, which has the app's name of it in the metadata */
const aboutApp = (metadata: JsonObject = {}, hasSession: boolean): JsonObject =>
  Object.fromEntries(
    Object.entries(metadata).filter(([name]) => isAboutApp(name) && (hasSession || name !== 'session_id')),
  );

function isAboutApp(name: string): boolean {
  const field = metadataFields.get(name);
  return field === undefined ? !isAboutExchange(name) && !name.startsWith('attribute.') : field.isShared === true;
}
