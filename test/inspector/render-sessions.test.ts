import fc from 'fast-check';
import { renderSessions } from '../../src/inspector';
import { DrawnSessions } from '../../src/inspector/terminal/drawn-sessions';
import { shownV1Event } from '../../src/inspector/terminal/shown-event';
import type { JsonObject } from '../../src/json/json';
import { agentRun, agentSession, call, step } from './agent-run';
import { event, idOf, sessionIdOf, start } from './post';

const screen = { width: 80, colour: false, timeZone: 'UTC' };
const drawn = (v1Events: readonly JsonObject[], sessions: readonly JsonObject[] = [agentSession], width = 80): string =>
  renderSessions({ events: [], v1Events, sessions }, { ...screen, width }).join('\n');

test('a session is shown by its name and user, with its chains, tools and calls below it as they stand in each other', () => {
  expect(drawn(agentRun)).toBe(
    `
session GET /chat 1 · ada · 2 calls · 3 steps · 60 in · 16 out · – · 4.8 s
08:53:21 └─ travel agent chain · 5.8 s
08:53:22    ├─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms
            │    › question 2
            │    → get_weather, get_time
08:53:23    ├─ get_weather tool · 12 ms
            │    › {"place":"Paris"}
            │    ‹ 18 °C, sunny
08:53:24    ├─ get_time tool · 500 ms
            │    › {"zone":"CET"}
            │    ✗ Error: no clock
08:53:25    └─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms
                 › question 5
                 ‹ answer 5
`.trim(),
  );
});

test('events of the older format stand directly in the session that was started for them', () => {
  const events = [1, 2].map((n) => event(n, { session_id: sessionIdOf(1), metadata: { trace_id: `t${n}` } }));
  expect(renderSessions({ events, v1Events: [], sessions: [agentSession] }, screen).join('\n')).toBe(
    `
session GET /chat 1 · ada · 2 calls · 60 in · 16 out · – · 1.8 s
08:53:21 ├─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms
         │    › question 1
         │    ‹ answer 1
08:53:22 └─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms
              › question 2
              ‹ answer 2
`.trim(),
  );
});

test('what stands below a call goes on beside its texts', () => {
  expect(
    drawn([call(1), step(2, { parent_id: idOf(1) })])
      .split('\n')
      .slice(1),
  ).toEqual([
    '08:53:21 └─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms',
    '            │    › question 1',
    '            │    ‹ answer 1',
    '08:53:22    └─ step 2 chain · 500 ms',
  ]);
});

test('a narrow terminal shows no times of the day, and deep trees are indented by less', () => {
  const chain = Array.from({ length: 9 }, (_, n) => step(n + 1, n === 0 ? {} : { parent_id: idOf(n) }));
  const lines = drawn(chain, [agentSession], 40).split('\n');

  expect(lines.slice(0, 3)).toEqual([
    'session GET /chat 1 · ada · 9 steps',
    '└step 1 chain · 500 ms',
    ' └step 2 chain · 500 ms',
  ]);
});

describe('whatever the parents are', () => {
  test.each<[string, readonly JsonObject[], readonly string[]]>([
    [
      'an event whose parent has not arrived stands where that will stand',
      [step(1, { parent_id: idOf(9) }), step(2, {}), step(3, { parent_id: idOf(9) })],
      ['├─ a parent that has not arrived', '│  ├─ step 1', '│  └─ step 3', '└─ step 2'],
    ],
    [
      'events that are parents of each other are shown',
      [step(1, { parent_id: idOf(2) }), step(2, { parent_id: idOf(1) }), step(3, { parent_id: idOf(3) })],
      ['├─ step 1', '│  └─ step 2', '└─ step 3'],
    ],
    [
      'events without an id, a time or a name are shown',
      [
        { event_type: 'tool', inputs: {} },
        { event_type: 'chain', inputs: {}, start_time: 1e300 },
      ],
      ['├─ unknown', '└─ unknown'],
    ],
  ])('%s', (_what, events, tree) => {
    const lines = drawn(events).split('\n').slice(1);
    expect(lines.map((line) => line.replace(/^(?:[\d:]{8} | {9})/, '').replace(/ (?:chain|tool) · .*/, ''))).toEqual(
      tree,
    );
  });

  test('every event is drawn once, and no line is wider than the terminal', () => {
    const parents = fc.array(fc.nat(20), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(parents, fc.integer({ min: 1, max: 120 }), (parentOf, width) => {
        const events = parentOf.map((parent, n) => step(n + 1, { parent_id: idOf(parent), event_name: `s${n + 1}.` }));
        const shown = drawn(events, [agentSession], 1000);

        for (const n of parentOf.keys()) expect(shown.split(` s${n + 1}. chain`)).toHaveLength(2);
        for (const line of drawn(events, [agentSession], width).split('\n')) {
          expect([...line].length).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  test('a chain of thousands, each in the one before, is drawn', () => {
    const chain = Array.from({ length: 3_000 }, (_, n) => step(n + 1, { parent_id: idOf(n) }));
    expect(drawn(chain).split('\n').length).toBeGreaterThan(3_000);
  });
});

describe('while a session goes on', () => {
  interface Terminal {
    draw(...events: readonly JsonObject[]): readonly string[];
    start(session: JsonObject): readonly string[];
    update(update: JsonObject): readonly string[];
  }

  const terminal = (): Terminal => {
    const live = new DrawnSessions(() => screen);
    let started: JsonObject | undefined;
    return {
      draw: (...events) => live.draw(events.map(shownV1Event), () => started),
      start: (session) => {
        started = session;
        return live.drawStart(session);
      },
      update: (update) => live.drawUpdate(update),
    };
  };

  const story: readonly (readonly [string, (here: Terminal) => readonly string[], readonly string[]])[] = [
    [
      'a call before its parent and its session is drawn below the place of the parent and the id of the session',
      ({ draw }) => draw(call(2, { parent_id: idOf(1), inputs: {}, duration: 9 })),
      [
        `session ${sessionIdOf(1)} · 1 call · 30 in · 8 out · – · 813…`,
        '         └─ a parent that has not arrived',
        '08:53:22    └─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 9 ms',
        '                 ‹ answer 2',
      ],
    ],
    [
      'a start that comes late says the name',
      (here) => here.start(start(1) as JsonObject),
      [`session ${sessionIdOf(1)} is now session GET /chat 1`],
    ],
    [
      'a parent that comes late is not followed by what was drawn before',
      ({ draw }) => draw(step(1, {})),
      ['session GET /chat 1, continued · 1 step', '08:53:21 └─ step 1 chain · 500 ms · 1 below it shown before'],
    ],
    [
      'a parent that was drawn before is repeated by its name',
      ({ draw }) => draw(step(3, { parent_id: idOf(1), event_type: 'tool' })),
      ['session GET /chat 1, continued · 1 step', '08:53:21 └─ step 1', '08:53:23    └─ step 3 tool · 500 ms'],
    ],
    ['a start that says nothing new is not drawn', (here) => here.start(start(1) as JsonObject), []],
    ['a start of a session without events is not drawn', (here) => here.start(start(2) as JsonObject), []],
    [
      'an update says what it adds, and to what',
      ({ update }) => update({ event_id: idOf(3), feedback: { rating: 5 }, metadata: {} }),
      ['✎ step 3 · feedback {"rating":5}'],
    ],
    [
      'an update of a session has its name',
      ({ update }) => update({ event_id: sessionIdOf(1), metrics: { good: true } }),
      ['✎ session GET /chat 1 · metrics {"good":true}'],
    ],
  ];

  test.each(story)('%s', (rule, print, lines) => {
    const here = terminal();
    for (const [earlier, printEarlier] of story) {
      if (earlier === rule) break;
      printEarlier(here);
    }
    expect(print(here)).toEqual(lines);
  });
});
