import type { CallRow, Filter } from '../page-api';

type Test = (row: CallRow) => boolean;

/** Whether a row matches all members of a filter but its text, for which the record is needed. */
export function matcherOf(filter: Filter): Test {
  const { session, trace, error, problem, from, to } = filter;
  const tests: (Test | undefined)[] = [
    given(session, (row) => row.sessionId === session),
    given(trace === '' ? undefined : trace, (row) => row.traceId === trace),
    oneOf(filter.user, ({ user }) => [user]),
    oneOf(filter.model, ({ model }) => [model]),
    oneOf(filter.provider, ({ provider }) => [provider]),
    oneOf(filter.tool, ({ tools }) => tools),
    oneOf(filter.kind, ({ kind }) => [kind]),
    given(error, (row) => (row.error !== null) === error),
    given(problem, (row) => row.problems > 0 === problem),
    given(from, ({ startTime }) => startTime >= Number(from)),
    given(to, ({ startTime }) => startTime < Number(to)),
  ];
  const asked = tests.filter((test) => test !== undefined);
  return (row) => asked.every((test) => test(row));
}

const given = (value: unknown, test: Test): Test | undefined => (value === undefined ? undefined : test);

function oneOf(wanted: readonly string[] | undefined, valuesOf: (row: CallRow) => readonly string[]): Test | undefined {
  if (wanted === undefined || wanted.length === 0) return undefined;
  const set = new Set(wanted);
  return (row) => valuesOf(row).some((value) => set.has(value));
}

/** Whether sessions without events match: if nothing is asked of events. */
export function takesEmptySessions({ session: _, text, ...others }: Filter): boolean {
  const isAsked = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);
  return (text ?? '').trim() === '' && !Object.values(others).some(isAsked);
}
