/** Instrumentations have few names for their attributes; an app that makes names up must not fill the memory. */
const maxNames = 5000;
const maxNameLength = 200;

/** Remembers what was found out about a name, which is asked for again with every span. */
export function byName<T extends object | null>(find: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = find(name);
    if (name.length > maxNameLength) return found;
    if (known.size >= maxNames) known.clear();
    known.set(name, found);
    return found;
  };
}
