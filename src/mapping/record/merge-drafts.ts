import type { JsonObject } from '../../json/json';
import { isAboutExchange } from '../extract/attribute-scope';
import { type ModelEventDraft, withoutUndefined } from './model-event-draft';
import { metadataFields, recordFieldNames, recordFields } from './record-fields';

type Rest = ModelEventDraft['rest'];
type OwnFields = Omit<Rest, 'metadata'>;

const namesMerged = (how: 'whole' | 'members') =>
  recordFieldNames.filter((name) => recordFields[name].merge === how) as readonly (keyof OwnFields)[];
const mergedWhole = namesMerged('whole');
const mergedByMembers = namesMerged('members');

/**
 * A call's record with the fields that only the records of other spans of the same call have: session, user, template, and the
 * attributes of the frameworks that made those spans. Its own fields stay.
 */
export function enriched(draft: ModelEventDraft, others: readonly ModelEventDraft[]): ModelEventDraft {
  if (others.length === 0) return draft;
  return { ...draft, isEnriched: true, rest: others.map(({ rest }) => rest).reduce(withMissing, draft.rest) };
}

function withMissing({ metadata: ownMetadata = {}, ...own }: Rest, other: Rest): Rest {
  const cost = own.cost ?? (isCostOf(other, own) ? other.cost : undefined);
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

/** A span around several calls, or around a call that failed and was retried, has another cost. */
const isCostOf = (other: Rest, { error, usage }: OwnFields): boolean =>
  (error ?? null) === null &&
  usage['prompt_tokens'] === other.usage['prompt_tokens'] &&
  usage['completion_tokens'] === other.usage['completion_tokens'];

/** @param hasSession whether the session is taken from that record, too, which has the app's name of it in the metadata */
const aboutApp = (metadata: JsonObject = {}, hasSession: boolean): JsonObject =>
  Object.fromEntries(
    Object.entries(metadata).filter(([name]) => isAboutApp(name) && (hasSession || name !== 'session_id')),
  );

function isAboutApp(name: string): boolean {
  const field = metadataFields.get(name);
  return field === undefined ? !isAboutExchange(name) && !name.startsWith('attribute.') : field.isShared === true;
}
