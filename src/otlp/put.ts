/** Values are text, numbers, booleans, `null`, bytes, and lists and objects of these. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * Sets an own property, whatever its name. For one that is not writable, V8 keeps the numbered properties of an object in a table:
 * it makes a list for others, which for the single name `1023` has 1,551 places.
 */
export function put(target: Record<string, unknown>, name: string, value: unknown): void {
  if (isDigit(name.charCodeAt(0)) || name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true });
  } else target[name] = value;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
