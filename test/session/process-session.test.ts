import { ProcessSession, type ThreadData } from '../../src/session/process-session';

const minute = 60_000;

/** What the threads of one process inherit. */
function process(): ThreadData {
  let stored: unknown;
  return {
    get: () => stored,
    set: (value) => {
      stored = value;
    },
  };
}

const unnamed = (): undefined => undefined;

const now = Date.now();
const at = (session: ProcessSession, start: number, minutes = 0): string | undefined =>
  session.sessionAt(now + start * minute, now + (start + minutes) * minute)?.id;

describe('the calls of a process that listens nowhere', () => {
  const start = () => new ProcessSession('worker.js', unnamed, () => false, process());

  test('are one session of the name that it is given', () => {
    const session = start();
    const first = session.sessionAt(now, now);
    expect(first).toEqual({ id: expect.stringMatching(/^[\da-f-]{36}$/), name: 'worker.js' });
    expect(session.sessionAt(now + minute, now + minute)).toEqual(first);
    expect(at(start(), 0)).not.toBe(first?.id);
  });

  test('are two sessions if 30 minutes pass between the end of one and the start of the next, and one if less do', () => {
    const session = start();
    const first = at(session, 0, 10);
    expect(at(session, 39.9)).toBe(first);
    expect(at(session, 69.8)).not.toBe(first);
  });

  test('are another session after an hour of work', () => {
    const session = start();
    const minutes = Array.from({ length: 181 }, (_, index) => index);
    const found = minutes.map((each) => at(session, each));
    expect(new Set(found).size).toBe(4);
    expect(found.map((id) => found.indexOf(id))).toEqual(minutes.map((each) => each - (each % 60)));
  });

  test('that end in another order than they began are in the session of their time', () => {
    const session = start();
    const first = at(session, 0);
    expect(at(session, 20)).toBe(first);
    expect(at(session, -2, 21)).toBe(first);
  });

  test('are in the session that is named before, however often it is asked for', () => {
    const session = start();
    const asked = (minutes: number) => session.sessionFor(now + minutes * minute)?.id;
    expect(asked(0)).toBe(asked(1));
    const first = asked(0);
    expect(at(session, 2)).toBe(first);
    for (const minutes of [20, 31.9]) expect(asked(minutes)).toBe(first);
    const second = asked(32); // 30 minutes after the call
    expect(second).not.toBe(first);
    expect(at(session, 33)).toBe(second);
  });

  test('are those of all its threads', () => {
    const data = process();
    const [main, thread] = [1, 2].map((n) => new ProcessSession(`thread ${n}`, unnamed, () => false, data)) as [
      ProcessSession,
      ProcessSession,
    ];
    const first = main.sessionAt(now, now);
    expect(thread.sessionAt(now + minute, now + minute)).toEqual(first);
    const second = at(thread, 45);
    expect(second).not.toBe(first?.id);
    expect(at(main, 46)).toBe(second);
  });
});

test('a process that has a server, or has got a request, has no session of its own', () => {
  expect(at(new ProcessSession('server.js', unnamed, () => true, process()), 0)).toBeUndefined();
  const data = process();
  const [main, thread] = [1, 2].map(() => new ProcessSession('server.js', unnamed, () => false, data)) as [
    ProcessSession,
    ProcessSession,
  ];
  expect(at(thread, 0)).toBeDefined();
  main.serves();
  expect(at(thread, 0)).toBeUndefined();
});
