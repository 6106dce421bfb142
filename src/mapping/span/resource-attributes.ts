import type { Attributes } from './attribute-names';

/** A resource of SDK 1.x, 2.x or 3.x, or a plain object like one. */
export interface Resource {
  readonly attributes: Attributes;
  /** Set while a detector, such as the one of the host's id, still looks something up. */
  readonly asyncAttributesPending?: boolean | undefined;
  /** SDK 2.x and 3.x. Of several entries of one name, the first counts. */
  getRawAttributes?(): readonly (readonly [name: string, value: unknown])[];
}

/**
 * The attributes that are known by now. While something is being looked up, the SDKs log an error with every reading of `attributes`,
 * so that the entries are read from where those come from.
 */
export function attributesOf(resource: Resource | undefined): Attributes {
  if (resource === undefined || resource === null) return {};
  if (resource.asyncAttributesPending !== true) return resource.attributes ?? {};
  const raw = resource.getRawAttributes?.();
  if (raw === undefined) return Reflect.get(resource, '_attributes') ?? {}; // SDK 1.x
  return Object.fromEntries(raw.toReversed().filter(([, value]) => !isPending(value)));
}

const isPending = (value: unknown): boolean =>
  value === undefined || value === null || typeof Reflect.get(Object(value), 'then') === 'function';
