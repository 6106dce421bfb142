import packageJson from '../package.json';
import { startReceiver } from '../src/inspector';
import { toV1Event } from '../src/mapping/record/v1-event';
import { agentRun, agentSession } from './inspector/agent-run';
import { event, idOf, sendEvents, sendV1Events, startV1Session, updateV1Event } from './inspector/post';
import { endAll, startCli } from './support/cli';

const usageDetails = {
  prompt_tokens_details: { cached_tokens: 20 },
  completion_tokens_details: { reasoning_tokens: 5 },
};

const start = (...args: readonly string[]) => startCli(args);

afterEach(endAll);

describe('honeyhive-otel inspect', () => {
  test('prints how to send events to it, shows them as a tree and ends with Ctrl-C', async () => {
    const run = start('inspect', '--port', '0');
    const [, url = ''] = await run.until(
      /HH_API_URL=(\S+) HH_API_KEY=local HH_PROJECT=demo node --import opentelemetry-exporter-honeyhive\/register app\.js/,
    );
    expect((await sendEvents(url, event(1), { ...event(2), model: 7 })).status).toBe(500);
    await run.until(/model must be string/);
    run.child.kill('SIGINT');

    expect(await run.ended()).toBe(0);
    expect(run.out).toContain(
      `no session · 1 call · 30 in · 8 out · – · 813 ms
└─ no trace
   └─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms
        › question 1
        ‹ answer 1
POST /events/model/batch → 500
  ${event(2).event_id}: model must be string
`,
    );
    expect(run.out).toMatch(/1 event in 1 request\.\n$/);
    expect(run.err).toBe('');
  });

  test('shows events of the v1 format in the same way', async () => {
    const call = event(1, {
      session_id: '01890000-0000-4000-8000-000000000000',
      cost: 0.5,
      error: 'it broke',
      usage: { prompt_tokens: 30, completion_tokens: 8, total_tokens: 38 },
      metadata: { trace_id: 'a1', cache_read_input_tokens: 20, reasoning_tokens: 5 },
    });
    const trees = [];
    for (const send of [
      (url: string) => sendEvents(url, { ...call, usage: { ...call.usage, ...usageDetails } }),
      (url: string) => sendV1Events(url, toV1Event(call)),
    ]) {
      const run = start('inspect', '--port', '0');
      const [, url = ''] = await run.until(/HH_API_URL=(\S+)/);
      await send(url);
      await run.until(/it broke/);
      run.child.kill('SIGTERM');
      await run.ended();
      trees.push(run.out.slice(run.out.indexOf('session ')));
    }

    expect(trees[0]).toContain('30 in (20 cached) · 8 out (5 reasoning) · $0.5 · 813 ms');
    expect(trees[1]).toBe(trees[0]);
  });

  test('prints events of the v1 format as they were sent', async () => {
    const run = start('inspect', '--port', '0', '--json');
    const [, url = ''] = await run.until(/HH_API_URL=(\S+)/);
    const sparse = { event_type: 'tool', inputs: {} };
    await sendV1Events(url, toV1Event(event(1)), sparse);
    await run.until(/"tool"/);
    run.child.kill('SIGTERM');
    await run.ended();

    expect(
      run.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([toV1Event(event(1)), sparse]);
  });

  test('shows sessions as trees while they go on, and feedback that comes later', async () => {
    const run = start('inspect', '--port', '0');
    const [, url = ''] = await run.until(/HH_API_URL=(\S+)/);
    await startV1Session(url, agentSession as Readonly<Record<string, unknown>>);
    await sendV1Events(url, ...agentRun.slice(0, 2));
    await sendV1Events(url, ...agentRun.slice(2));
    await updateV1Event(url, idOf(1), { feedback: { rating: 5 } });
    await updateV1Event(url, idOf(99), { feedback: { rating: 5 } });
    await run.until(/PUT .* → 400/);
    run.child.kill('SIGTERM');
    await run.ended();

    expect(run.out.slice(run.out.indexOf('session GET')).replaceAll(/^(?:[\d:]{8} | {9})/gm, '')).toBe(
      `session GET /chat 1 · ada · 1 call · 1 step · 30 in · 8 out · – · 1.5 s
└─ a parent that has not arrived
   ├─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms
   │    › question 2
   │    → get_weather, get_time
   └─ get_weather tool · 12 ms
        › {"place":"Paris"}
        ‹ 18 °C, sunny
session GET /chat 1 · ada, continued · 1 call · 2 steps · 30 in · 8 out · – · 4.8 s
└─ travel agent chain · 5.8 s · 2 below it shown before
   ├─ get_time tool · 500 ms
   │    › {"zone":"CET"}
   │    ✗ Error: no clock
   └─ gpt-4o-mini-2024-07-18 openai · 30 in · 8 out · – · 813 ms
        › question 5
        ‹ answer 5
✎ travel agent · feedback {"rating":5}
PUT /v1/events/${idOf(99)} → 400
5 events of 1 session in 5 requests.
`,
    );
  });

  test('prints sessions and updates as lines of JSON, too', async () => {
    const run = start('inspect', '--port', '0', '--json');
    const [, url = ''] = await run.until(/HH_API_URL=(\S+)/);
    const session = agentSession as Readonly<Record<string, unknown>>;
    const id = String(session['session_id']);
    await startV1Session(url, session);
    await updateV1Event(url, id, { feedback: { rating: 5 } });
    await run.until(/"rating"/);
    run.child.kill('SIGTERM');
    await run.ended();

    expect(
      run.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { event_type: 'session', event_id: id, ...session },
      { update: { event_id: id, feedback: { rating: 5 } } },
    ]);
  });

  test('prints nothing but lines of JSON to the standard output with --json', async () => {
    const run = start('inspect', '--port', '0', '--json');
    const [, url = ''] = await run.until(/HH_API_URL=(\S+)/);
    await sendEvents(url, event(1), event(2));
    await run.until(/question 2/);
    run.child.kill('SIGTERM');

    expect(await run.ended()).toBe(0);
    expect(
      run.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([event(1), event(2)]);
  });

  test.each([
    ['as a tree', []],
    ['as JSON', ['--json']],
  ])('shows nothing that a terminal obeys, of valid and of invalid records, %s', async (_how, more) => {
    const odd = '\u001b]0;title\u0007\u009b2J\u007f\u202eesrever\u2066\u200f\u061c\u2028';
    const run = start('inspect', '--port', '0', ...more);
    const [, url = ''] = await run.until(/HH_API_URL=(\S+)/);
    const whole = event(1, { model: odd, messages: [{ role: 'user', content: odd }] });
    await sendEvents(url, whole, { ...event(2), event_id: odd, [odd]: 1, model: 7 });
    await run.until(/must be string/);
    run.child.kill('SIGTERM');
    await run.ended();

    expect(run.out + run.err).not.toMatch(/(?!\n)[\p{Cc}\u061c\u200f\u2028\u202e\u2066]/u);
    if (more.length > 0) expect(JSON.parse(run.out)).toEqual(whole);
  });

  test.each([
    ['503', 503],
    ['429:7', 429],
    ['html', 502],
    ['partial', 500],
  ])('answers every request with the fault %s', async (fault, status) => {
    const run = start('inspect', '--port', '0', '--fail', fault);
    const [, url = ''] = await run.until(/HH_API_URL=(\S+)/);
    const replies = [await sendEvents(url, event(1)), await sendEvents(url, event(2))];

    expect(replies.map((one) => one.status)).toEqual([status, status]);
    expect(replies[0]?.headers['retry-after']).toBe(fault === '429:7' ? '7' : undefined);
    await run.until(new RegExp(`→ ${status}`));
  });

  test('ends with an error message when its port is taken', async () => {
    const other = await startReceiver();
    const run = start('inspect', '--port', new URL(other.url).port);
    const code = await run.ended();
    await other.close();

    expect(code).toBe(1);
    expect(run.err).toMatch(/^Port \d+ is taken\. Choose another with --port; --port 0 takes any that is free\.\n$/);
  });

  test('ends when the reader of its output has gone', async () => {
    const run = start('inspect', '--port', '0');
    const [, url = ''] = await run.until(/HH_API_URL=(\S+)/);
    run.child.stdout.destroy();
    await sendEvents(url, event(1)).catch(() => undefined);

    expect(await run.ended()).toBe(0);
  });
});

describe('honeyhive-otel', () => {
  test.each<[string, string[], RegExp]>([
    ['without a command', [], /^A command is missing\.\n/],
    ['with an unknown command', ['watch'], /^There is no command "watch"\.\n/],
    ['with an unknown option', ['inspect', '--prot', '1'], /^Unknown option '--prot'/],
    ['with an invalid port', ['inspect', '--port', '99999'], /^--port takes a number from 0 to 65535\.\n/],
    [
      'with an unknown fault',
      ['inspect', '--fail', 'often'],
      /^There is no fault "often"\. --fail takes one of these, or several with commas:\n503, 429, … {2}\w/,
    ],
    [
      'with a fault named like a method',
      ['inspect', '--fail', 'toString'],
      /^There is no fault "toString"\. --fail takes one of these/,
    ],
  ])('%s ends with exit code 2 and an error message', async (_rule, args, message) => {
    const run = start(...args);

    expect(await run.ended()).toBe(2);
    expect(run.err).toMatch(message);
    expect(run.err).toMatch(/\nSee honeyhive-otel --help\.\n$/);
    expect(run.out).toBe('');
  });

  test('--version is the version of the package', async () => {
    const run = start('--version');
    expect([await run.ended(), run.out]).toEqual([0, `${packageJson.version}\n`]);
  });

  test('--help explains the command, and each fault in a line', async () => {
    const run = start('--help');
    expect(await run.ended()).toBe(0);
    expect(run.out).toContain('Usage: honeyhive-otel inspect [options] [-- <command> [arguments]]');
    for (const fault of ['503, 429, …', 'hang', 'reset', 'lost', 'html', 'partial:N', 'slow:MS']) {
      expect(run.out).toMatch(new RegExp(`^ +${fault} {2,}\\w.*$`, 'm'));
    }
  });
});
