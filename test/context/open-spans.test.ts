import { ROOT_CONTEXT } from '@opentelemetry/api';
import { OpenSpans } from '../../src/context/open-spans';
import { noteStart, type OpenSpan, type StartedSpan } from '../../src/context/span-start';

const watcher = {};
const span = (scope: string): OpenSpan => ({ instrumentationScope: { name: scope } }) as unknown as OpenSpan;
const asker = span('asker');
const named = ({ instrumentationScope }: OpenSpan): string | undefined => instrumentationScope?.name;

function started(scope: string): StartedSpan {
  const start = noteStart(watcher, span(scope), ROOT_CONTEXT, undefined);
  if (start === undefined) throw new Error('The span was noted before.');
  return start;
}

test('spans are open from their start to their end, and those of the same instrumentation are not told of', () => {
  const open = new OpenSpans();
  const spans = ['openai', 'langchain', 'asker'].map(started);
  for (const each of spans) open.started(each);
  expect([...open.ofOtherScopes(asker)].map(named)).toEqual(['openai', 'langchain']);
  for (const each of spans) open.ended(each);
  expect([...open.ofOtherScopes(asker)]).toEqual([]);
});

test('of spans that never end the oldest are forgotten', () => {
  const open = new OpenSpans();
  const leaking = Array.from({ length: 50_000 }, () => started('leaking'));
  for (const each of leaking) open.started(each);
  const left = [...open.ofOtherScopes(asker)];
  expect(left.length).toBeLessThanOrEqual(1024);
  expect(left).toContain(leaking.at(-1)?.span);
  expect(left).not.toContain(leaking[0]?.span);
  for (const each of leaking) open.ended(each);
  expect([...open.ofOtherScopes(asker)]).toEqual([]);
});

test('an app that makes up a scope for each span does not fill the memory', () => {
  const open = new OpenSpans();
  for (let n = 0; n < 10_000; n += 1) open.started(started(`scope ${n}`));
  const left = [...open.ofOtherScopes(asker)];
  expect(left.length).toBeLessThanOrEqual(256);
  expect(left.map(named)).toContain('scope 9999');
});
