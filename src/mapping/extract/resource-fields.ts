import { withoutSecrets } from '../../privacy/without-secrets';
import { boundedName } from '../read/bounded-name';
import { asText } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import { environment, keptResourceAttributes } from '../span/kept-resource-attributes';
import { perResource } from '../span/memo';

type ResourceFields = Readonly<Record<string, string>>;

/** What SDKs call a service that has no name. */
const isMadeUp = (value: string): boolean => value === 'unknown_service' || value.startsWith('unknown_service:');

const fieldsOf = perResource((resource: Attributes): ResourceFields => {
  const found: Record<string, string> = {};
  for (const name of keptResourceAttributes) {
    const older = name === environment ? asText(resource['deployment.environment']) : undefined;
    const value = asText(resource[name]) ?? older;
    if (value !== undefined && !isMadeUp(value)) found[name] = withoutSecrets(boundedName(value), name);
  }
  return found;
});

export interface ResourceInRecord {
  /** The record's `source`, unless the app says another. */
  readonly environment: string | undefined;
  readonly others: ResourceFields;
}

/** @param fallback attributes that hold where the span's own resource does not have them */
export function resourceInRecord(own: Attributes, fallback: Attributes | undefined): ResourceInRecord {
  const { [environment]: found, ...others } =
    fallback === undefined ? fieldsOf(own) : { ...fieldsOf(fallback), ...fieldsOf(own) };
  return { environment: found, others };
}

/** Beside a source that the app has given, the environment keeps its own name. */
export const resourceMetadata = (
  { environment: found, others }: ResourceInRecord,
  source: string | undefined,
): ResourceFields => (found === undefined || found === source ? others : { ...others, [environment]: found });
