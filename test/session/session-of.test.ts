import * as fc from 'fast-check';
import { type Place, type SessionFacts, type SessionRules, sessionOf } from '../../src/session/session-of';

const ids = {
  said: '0b2a7f3e-5a51-4d57-9d0e-4c5e8a1f0001',
  conversation: '0b2a7f3e-5a51-4d57-9d0e-4c5e8a1f0004',
  header: '0b2a7f3e-5a51-4d57-9d0e-4c5e8a1f0005',
  trace: '0af7651916cd43dd8448eb211c80319c',
  parent: '4bf92f3577b34da6a3ce929d0e0e4736',
  request: '0b2a7f3e-5a51-4d57-9d0e-4c5e8a1f0007',
  process: '0b2a7f3e-5a51-4d57-9d0e-4c5e8a1f0008',
} as const;
type Known = keyof typeof ids;

/** What is known of a call, from the first rule to the last. */
const all = Object.keys(ids) as readonly Known[];

function situation(known: readonly Known[]): readonly [SessionFacts, Place] {
  const of = (what: Known): string | undefined => (known.includes(what) ? ids[what] : undefined);
  const isRequest = ['header', 'parent', 'request'].some((what) => known.includes(what as Known));
  const occasion = { id: ids.request, name: 'POST /chat', said: of('header'), traceId: of('parent') };
  return [
    {
      said: of('said'),
      saidName: undefined,
      conversation: of('conversation'),
      trace: known.includes('trace') ? { id: ids.trace, name: 'agent' } : undefined,
    },
    {
      occasion: isRequest ? occasion : undefined,
      process: known.includes('process') ? () => ({ id: ids.process, name: 'main.js' }) : undefined,
    },
  ];
}

const auto: SessionRules = { sessions: 'auto', conversationIsSession: true, defaultName: 'service' };
const named: SessionRules = { ...auto, sessions: 'named' };
const off: SessionRules = { ...auto, sessions: 'off' };
const apart: SessionRules = { ...auto, conversationIsSession: false };

/** Version 5 UUIDs of the two traces. */
const [ofTrace, ofParent] = [ids.trace, ids.parent].map(
  (traceId) => sessionOf({ ...situation([])[0], trace: { id: traceId, name: undefined } }, situation([])[1], auto)?.id,
);

describe('the session of a call is', () => {
  test.each<
    [rule: string, known: readonly Known[], rules: SessionRules, id: string | undefined, name: string | undefined]
  >([
    ['the one that is said, before all else', all, auto, ids.said, 'POST /chat'],
    ['the conversation', all.slice(1), auto, ids.conversation, 'POST /chat'],
    ['what the header says', all.slice(2), auto, ids.header, 'POST /chat'],
    ['what the header says, where conversations are none', all.slice(1), apart, ids.header, 'POST /chat'],
    ['the trace, named by the request', all.slice(3), auto, ofTrace, 'POST /chat'],
    ['the trace, named by its outermost span', ['trace', 'process'], auto, ofTrace, 'agent'],
    ['the trace of the request', all.slice(4), auto, ofParent, 'POST /chat'],
    ['the request', all.slice(5), auto, ids.request, 'POST /chat'],
    ['the process', ['process'], auto, ids.process, 'main.js'],
    ['none', [], auto, undefined, undefined],
    ['the conversation, named by the service', ['conversation'], auto, ids.conversation, 'service'],
    ['the one that is said, if only named ones are asked for', all, named, ids.said, 'POST /chat'],
    ['the conversation, if only named ones are asked for', all.slice(1), named, ids.conversation, 'POST /chat'],
    ['what the header says, if only named ones are asked for', all.slice(2), named, ids.header, 'POST /chat'],
    ['no trace, if only named ones are asked for', all.slice(3), named, undefined, undefined],
    ['the one that is said and not started, if they are off', all, off, ids.said, undefined],
    ['nothing else, if they are off', all.slice(1), off, undefined, undefined],
  ])('%s', (_rule, known, rules, id, name) => {
    const session = sessionOf(...situation(known), rules);
    expect(session).toEqual(id === undefined ? undefined : { id, name });
  });
});

const uuid = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

test('what an app says is a UUID in the end, the same each time, and of two ids never the same', () => {
  const [facts, place] = situation([]);
  const idOf = (said: string): string | undefined => sessionOf({ ...facts, said }, place, auto)?.id;
  fc.assert(
    fc.property(fc.string({ minLength: 1, size: 'large' }), fc.string({ minLength: 1 }), (one, other) => {
      expect(idOf(one)).toMatch(uuid);
      expect(idOf(one)).toBe(idOf(one));
      if (one.toLowerCase() !== other.toLowerCase()) expect(idOf(one)).not.toBe(idOf(other));
    }),
  );
  expect(idOf(ids.said.toUpperCase())).toBe(ids.said);
  expect(idOf('a'.repeat(10_000))).not.toBe(idOf(`${'a'.repeat(10_000)}b`));
});

test('more that is known of a call changes its session only by a rule that comes before', () => {
  fc.assert(
    fc.property(fc.subarray([...all]), fc.constantFrom(...all), (known, more) => {
      const rank = (what: readonly Known[]): number => Math.min(...what.map((each) => all.indexOf(each)));
      if (rank([more]) < rank(known)) return;
      const [facts, place] = situation(known);
      const together = situation(all.filter((each) => known.includes(each) || each === more));
      // A header and a parent come with a request, which is known then.
      const before = sessionOf(facts, place, auto)?.id;
      if (before !== undefined) expect(sessionOf(...together, auto)?.id).toBe(before);
    }),
  );
});

test('a tool that is alone in its trace is where a call without a parent would be, and else in that trace', () => {
  const trace = { id: ids.trace, name: 'get_weather', isAlone: true };
  const sessionIn = (...known: readonly Known[]) => {
    const [facts, place] = situation(known);
    return sessionOf({ ...facts, trace }, place, auto);
  };
  expect(sessionIn('request')).toEqual({ id: ids.request, name: 'POST /chat' });
  expect(sessionIn('parent')).toEqual({ id: ofParent, name: 'POST /chat' });
  expect(sessionIn('process')).toEqual({ id: ids.process, name: 'main.js' });
  expect(sessionIn()).toEqual({ id: ofTrace, name: 'get_weather' });
});

test('a name that is said goes before all others', () => {
  fc.assert(
    fc.property(fc.subarray([...all], { minLength: 1 }), (known) => {
      const [facts, place] = situation(known);
      expect(sessionOf({ ...facts, saidName: 'said' }, place, auto)?.name).toBe('said');
    }),
  );
});
