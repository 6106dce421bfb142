import { baggageAttribute, isInherited, isInheritedByChildren } from '../mapping';
import type { Attributes } from '../mapping/span/attribute-names';
import { baggageIn, rootContext } from '../runtime/otel/context';
import type { SpanAncestry } from './span-ancestry';

/** The spans around others, and, where their starts were seen, what was known there. */
export interface Around {
  ancestorsOf(span: object): Iterable<{ readonly attributes?: Attributes }>;
  readonly startOf?: SpanAncestry['startOf'];
}

/**
 * The attributes that a span inherits: those of `withHoneyHive`, and, as far as the span does not have them itself, those of
 * baggage and of the spans around it. The nearest source of an attribute wins.
 */
export function inheritedAttributes(span: object, around: Around): Attributes | undefined {
  const { context = rootContext, own } = around.startOf?.(span) ?? {};
  const { attributes: spanAttributes = {} } = span as { readonly attributes?: Attributes };
  let found: Record<string, unknown> | undefined = own && { ...own };
  const add = (entries: readonly (readonly [string, unknown])[], isHeritable: (name: string) => boolean): void => {
    for (const [name, value] of entries) {
      if (!isHeritable(name) || Object.hasOwn(spanAttributes, name)) continue;
      found ??= {};
      if (!Object.hasOwn(found, name)) found[name] = value;
    }
  };
  const baggage = baggageIn(context);
  if (baggage !== undefined) {
    add(
      baggage.getAllEntries().map(([name, { value }]) => [baggageAttribute(name), value]),
      isInherited,
    );
  }
  let isHeritable = isInheritedByChildren;
  for (const { attributes = {} } of around.ancestorsOf(span)) {
    add(Object.entries(attributes), isHeritable);
    isHeritable = isInherited;
  }
  return found;
}
