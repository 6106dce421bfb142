import { render } from '../../src/inspector/terminal/render';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { event } from './post';

const wide = { width: 120, colour: false };
const session = '01890000-0000-4000-8000-000000000000';
const inTrace = (n: number, trace_id: string, change: Partial<CreateModelEvent> = {}): CreateModelEvent =>
  event(n, { session_id: session, metadata: { trace_id }, ...change });

/** The lines below the session and the trace of a single call. */
const callLines = (change: Partial<CreateModelEvent>, width = 120): readonly string[] =>
  render([event(1, change)], { ...wide, width })
    .slice(2)
    .map((line) => line.slice(6));

test('events are shown as a tree of sessions, traces and calls in the order in which they began', () => {
  const events = [
    event(9),
    inTrace(3, 'b1'),
    inTrace(2, 'a1', {
      response: {
        role: 'assistant',
        content: null,
        tool_calls: ['get_weather', 'get_time'].map((name) => ({
          type: 'function',
          function: { name, arguments: '{}' },
        })),
      },
    }),
    inTrace(1, 'a1', { cost: 0.00123 }),
    inTrace(4, 'b1', { response: {}, usage: {}, error: 'RateLimitError: 429 slow down\n    at fetch', duration: 2345 }),
  ];

  expect(render(events, wide).join('\n')).toBe(
    `
session ${session} · 4 calls · 90 in · 24 out · $0.00123 · 3.8 s
├─ trace a1
│  ├─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · $0.00123 · 813 ms
│  │    › question 1
│  │    ‹ answer 1
│  └─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms
│       › question 2
│       → get_weather, get_time
└─ trace b1
   ├─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms
   │    › question 3
   │    ‹ answer 3
   └─ gpt-4o-mini-2024-07-18 openai · – in · – out · – · 2.3 s
        › question 4
        ✗ RateLimitError: 429 slow down
no session · 1 call · 30 in · 8 out · – · 813 ms
└─ no trace
   └─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms
        › question 9
        ‹ answer 9
`.trim(),
  );
});

test('no events give no lines', () => {
  expect(render([], wide)).toEqual([]);
});

describe('the lines of a call', () => {
  test('have cached and reasoning tokens where there are any', () => {
    const usage = {
      prompt_tokens: 12_345,
      completion_tokens: 80,
      prompt_tokens_details: { cached_tokens: 1024 },
      completion_tokens_details: { reasoning_tokens: 64, audio_tokens: 0 },
    };
    expect(callLines({ usage })[0]).toContain('12,345 in (1,024 cached) · 80 out (64 reasoning)');
  });

  test.each<[string, Partial<CreateModelEvent>, string[]]>([
    [
      'have the first line of the user’s last message',
      {
        messages: [
          { role: 'user', content: 'first' },
          { role: 'user', content: '\n\n  second \nmore' },
          { role: 'tool', content: 't' },
        ],
      },
      ['  › second', '  ‹ answer 1'],
    ],
    [
      'have the text of a message in parts',
      { messages: [{ role: 'user', content: [{ type: 'image_url' }, { type: 'text', text: 'What is this?' }] }] },
      ['  › What is this?', '  ‹ answer 1'],
    ],
    [
      'have the types of parts without text',
      { messages: [{ role: 'user', content: [{ type: 'image_url' }, { type: 'file' }] }] },
      ['  › [image_url] [file]', '  ‹ answer 1'],
    ],
    ['lack messages if there is no content', { messages: [], response: {} }, []],
    [
      'have a refusal as the answer',
      { messages: [], response: { role: 'assistant', content: null, refusal: 'No.' } },
      ['  ‹ No.'],
    ],
    [
      'have the number of further choices',
      {
        messages: [],
        response: { role: 'assistant', content: 'a', choices: [{ index: 0 }, { index: 1 }, { index: 2 }] },
      },
      ['  ‹ a (and 2 more)'],
    ],
    [
      'have both text and tool calls',
      { messages: [], response: { content: 'Let me see.', tool_calls: [{ type: 'custom' }] } },
      ['  ‹ Let me see.', '  → custom'],
    ],
  ])('%s', (_rule, change, lines) => {
    expect(callLines(change).slice(1)).toEqual(lines);
  });
});

describe('in a terminal', () => {
  test('control characters of content have no effect', () => {
    const content = '\u001b[31mred\u0007\u009b2J\u202eesrever\u2028x\u200fy\u061cz';
    const lines = callLines({
      messages: [{ role: 'user', content }],
      model: 'm\u001b]0;title\u0007',
      error: 'a\u0000b',
    });

    expect(lines.join('')).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    expect(lines[1]).toBe('  ›  [31mred 2J esrever x y z');
  });

  test.each([
    ['a long line', 12, 'The quick brown fox jumps', 'The qui…'],
    ['a line that fits', 13, 'The quick', 'The quick'],
    ['wide characters', 12, '東京の天気は', '東京の…'],
    ['joined emoji', 12, '👩‍👩‍👧‍👦'.repeat(5), `${'👩‍👩‍👧‍👦'.repeat(3)}…`],
  ])('%s is cut to the width', (_what, width, content, shown) => {
    expect(callLines({ messages: [{ role: 'user', content }] }, 6 + width)[1]).toBe(`  › ${shown}`);
  });

  test('colours are used if the terminal has them, and change nothing else', () => {
    const colourful = render([event(1, { error: 'no' })], { width: 60, colour: true }).join('\n');
    const plain = render([event(1, { error: 'no' })], { width: 60, colour: false }).join('\n');

    expect(colourful).toContain('\u001b[31m  ✗ no\u001b[0m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences are the subject
    expect(colourful.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});
