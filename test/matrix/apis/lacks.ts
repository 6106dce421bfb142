/** What of a value another one does not have: it may have more fields, but no more items. */
export function lacks(expected: unknown, actual: unknown, at = ''): readonly string[] {
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null)
    return Object.is(expected, actual) ? [] : [`${at} is ${excerptOf(actual)} instead of ${excerptOf(expected)}`];
  const lengths = [expected, actual].map((value) => (Array.isArray(value) ? value.length : undefined));
  return [
    ...(lengths[0] === lengths[1] ? [] : [`${at} has ${lengths[1]} items instead of ${lengths[0]}`]),
    ...Object.entries(expected).flatMap(([name, value]) =>
      lacks(value, (actual as Readonly<Record<string, unknown>>)[name], at === '' ? name : `${at}.${name}`),
    ),
  ];
}

const excerptOf = (value: unknown): string => JSON.stringify(value)?.slice(0, 300) ?? 'absent';
