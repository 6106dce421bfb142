import { asList, type JsonRecord } from '../../../json/json-record';

/** What a request parameter becomes as an attribute; its reader answers `undefined` for a value of another type. */
export type Parameter = readonly [attribute: string, read: (value: unknown) => unknown];

export interface ReadParameters {
  /** Attributes of the conventions, by full name. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What the conventions have no attribute for, or said a second time: by its own name. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export function readParameters(fields: JsonRecord, known: Readonly<Record<string, Parameter>>): ReadParameters {
  const attributes: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const [attribute, read] = known[name] ?? [];
    const parameter = attribute === undefined || attribute in attributes ? undefined : read?.(value);
    if (attribute === undefined || parameter === undefined) extra[name] = value;
    else attributes[attribute] = parameter;
  }
  return { attributes, extra };
}

export const asFlag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

/** A text alone is a list of one. */
export function asTexts(value: unknown): readonly string[] | undefined {
  const list = typeof value === 'string' ? [value] : asList(value);
  return list?.every((each) => typeof each === 'string') ? (list as readonly string[]) : undefined;
}
