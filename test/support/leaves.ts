import { type Fixture, logsOf, type RecordedSpan } from './fixture';

/** A text, a number or a flag that a span says, and where: the name of its attribute and what leads to it in there. */
export interface Leaf {
  readonly at: string;
  readonly value: string | number | boolean;
}

/** Where a text is JSON, what that says. The numbers of flattened attributes are all `n`. */
export function leavesIn(value: unknown, at = ''): readonly Leaf[] {
  switch (typeof value) {
    case 'string': {
      const inner = nested(value);
      return inner === undefined ? [{ at, value }] : leavesIn(inner, at);
    }
    case 'number':
    case 'boolean':
      return [{ at, value }];
    case 'object':
      if (Array.isArray(value)) return value.flatMap((item) => leavesIn(item, `${at}[]`));
      return Object.entries(value ?? {}).flatMap(([name, inner]) => leavesIn(inner, `${at}/${name}`));
    default:
      return [];
  }
}

/** An object, a list or a text in JSON. */
export function nested(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // plain text, or cut off by a limit
  }
}

export const unnumbered = (name: string): string => name.replaceAll(/\.\d+(?=\.|$)/g, '.n');

/** Everything that a span and its logs say. */
export function leavesOf(recorded: Fixture, span: RecordedSpan): readonly Leaf[] {
  const of = (attributes: Readonly<Record<string, unknown>> = {}, before = ''): readonly Leaf[] =>
    Object.entries(attributes).flatMap(([name, value]) => leavesIn(value, `${before}${unnumbered(name)}`));
  return [
    ...of(span.attributes),
    ...span.events.flatMap((event) => of(event.attributes, `event ${event.name} `)),
    ...logsOf(recorded, span).flatMap((log) => [
      ...of(log.attributes, `log ${log.name} `),
      ...leavesIn(log.body, `log ${log.name} body`),
    ]),
  ];
}
