import { dialects } from '../dialects';
import type { AttributeNames } from '../dialects/dialect';

/** Whether an attribute also holds for all spans below the one that has it. */
export const isInherited = matcher(dialects.flatMap(({ inherited = [] }) => inherited));

/** Whether an attribute also holds for the spans directly below the one that has it. */
export const isInheritedByChildren = matcher(
  dialects.flatMap(({ inherited = [], inheritedByChildren = [] }) => [...inherited, ...inheritedByChildren]),
);

/** Whether an attribute describes one span, or its exchange with the model, and none beside it. */
export const isAboutExchange = matcher(dialects.flatMap(({ aboutExchange = [] }) => aboutExchange));

function matcher(listed: AttributeNames): (name: string) => boolean {
  const names = new Set(listed);
  const prefixes = listed.filter((name) => name.endsWith('.'));
  return (name) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}
