/** There are few names of attributes and members; an app that makes names up must not fill the memory. */
const maxNames = 5000;
const maxNameLength = 200;

/** Remembers what was found for the name of an attribute or a member, which comes again with every call. */
export function perName<T extends object | null>(find: (name: string) => T): (name: string) => T {
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
