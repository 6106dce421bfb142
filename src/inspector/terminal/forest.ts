import { grouped } from './grouped';
import type { ShownEvent } from './shown-event';

/** An event with what stands below it; without one, it is the place of a parent that has not arrived. */
export interface Branch {
  readonly event: ShownEvent | undefined;
  readonly branches: readonly Branch[];
}

/** Deeper events stand beside each other: thousands of them, each in the one before, could not be drawn. */
const maxDepth = 32;

/**
 * The events of a session as trees, in the order of the list. Every event is in one, whatever its parent: those that name each other
 * in a circle, too.
 */
export function forestOf(events: readonly ShownEvent[]): readonly Branch[] {
  const ids = new Set(events.map(({ id }) => id));
  const children = grouped(events, ({ parentId }) => parentId);
  const placed = new Set<ShownEvent>();

  /** With a queue instead of recursion, which would end where the stack does. */
  const grow = (root: ShownEvent, branches: Branch[]): void => {
    const queue = [{ event: root, into: branches, depth: 0 }];
    for (const { event, into, depth } of queue) {
      if (placed.has(event)) continue;
      placed.add(event);
      const below: Branch[] = [];
      into.push({ event, branches: below });
      const next = depth < maxDepth ? below : into;
      for (const child of children.get(event.id) ?? []) queue.push({ event: child, into: next, depth: depth + 1 });
    }
  };

  const roots: Branch[] = [];
  for (const event of events) {
    if (event.parentId === undefined) grow(event, roots);
    else if (!ids.has(event.parentId) && !placed.has(event)) {
      const below: Branch[] = [];
      roots.push({ event: undefined, branches: below });
      for (const sibling of children.get(event.parentId) ?? []) grow(sibling, below);
    }
  }
  for (const event of events) grow(event, roots);
  return roots;
}
