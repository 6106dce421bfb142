import { environment } from '../../../src/inspector/command/app';
import { parseCommand } from '../../../src/inspector/command/options';
import { faultScript } from '../../../src/inspector/fault-script';

describe('--fail', () => {
  const f503 = { status: 503 };
  test.each([
    ['503', [{ always: f503 }]],
    ['ok', [{ always: 'ok' }]],
    ['slow:20', [{ always: { delayMs: 20 } }]],
    ['503*3, 429 retry-after=1, ok', [f503, f503, f503, { status: 429, retryAfter: '1' }, 'ok']],
    ['503*2', [f503, f503]],
    ['ok*2, hang*', ['ok', 'ok', { always: { hang: true } }]],
    ['503 slow=50,reset', [{ status: 503, delayMs: 50 }, { resetBefore: 'headers' }]],
    ['429:7 , partial:2*2', [{ status: 429, retryAfter: '7' }, { partial: 2 }, { partial: 2 }]],
    ['503*0, ok', ['ok']],
  ])('%s', (text, entries) => {
    expect(faultScript(text)).toEqual(entries);
  });

  test.each([
    ['often', /^There is no fault "often"\./],
    ['503, often*2', /^There is no fault "often"\./],
    ['503,', /^There is no fault ""\./],
    ['toString', /^There is no fault "toString"\./],
    ['503*, ok', /^"503\*" goes on for ever, so it has to be the last of --fail\.$/],
    ['503*100001, ok', /^--fail repeats a fault a whole number of times, 100000 at most/],
    ['503*2*3, ok', /but not 2\*3 times/],
    ['503*x, ok', /but not x times/],
    ['503 * 2', /^--fail cannot read "\*"/],
    ['503 retry=1', /^--fail cannot read "retry=1"\./],
    ['503 slow=x', /^--fail cannot read "slow=x"\./],
  ])('"%s" is an error that says why', (text, message) => {
    expect(() => faultScript(text)).toThrow(message);
  });
});

describe('the arguments', () => {
  test('behind -- are the app’s own, whatever they look like', () => {
    expect(
      parseCommand(['inspect', '--port', '0', '--', 'node', '--import', 'x', '--', 'a.js', '--help']),
    ).toMatchObject({
      port: 0,
      command: ['node', '--import', 'x', '--', 'a.js', '--help'],
    });
  });

  test.each([
    [['inspect', '--'], /Behind -- stands the command to run/],
    [['inspect', 'node', 'app.js'], /What is to be run stands behind --: honeyhive-otel inspect -- node app\.js/],
    [['inspect', '--export', '--import', 'x'], /cannot be done at once/],
    [['inspect', '--export', '--', 'node', 'x.js'], /they take no command/],
    [['inspect', '--import', 'x', '--memory'], /no --memory/],
    [['inspect', '--port', '1e3'], /--port takes a number/],
  ])('%j is an error that says what to do', (args, message) => {
    expect(() => parseCommand(args)).toThrow(message);
  });
});

describe('the environment of an app', () => {
  const setting = { url: 'http://127.0.0.1:1', apiKey: 'local', register: '/a b/register.js', isForwarded: false };
  test('loads register and sends the whole tree to the inspector', () => {
    const own = { PATH: '/bin', NODE_OPTIONS: '--max-old-space-size=100', HH_API_KEY: 'own', HH_ENABLED: 'false' };
    expect(environment({ ...own, HH_SPOOL_DIR: '/var/spool', HH_EVENTS_API: '' }, setting)).toMatchObject({
      PATH: '/bin',
      NODE_OPTIONS: '--max-old-space-size=100 --import file:///a%20b/register.js',
      HH_API_URL: 'http://127.0.0.1:1',
      HH_API_KEY: 'local',
      HH_PROJECT: 'local',
      HH_EVENTS_API: 'v1',
      HH_EVENTS: 'all',
      HH_ENABLED: 'true',
      HH_SPOOL_DIR: undefined,
      HH_MAX_MEDIA_BYTES: '8388608',
    });
  });

  test.each([
    ['where it says what it sends', { HH_EVENTS_API: 'model' }, setting],
    ['where that is forwarded', { HH_EVENTS_API: undefined }, { ...setting, isForwarded: true }],
  ])('sends what it would send anyway %s', (_case, own, changed) => {
    const { HH_EVENTS: events, HH_EVENTS_API: api } = environment(own, changed);
    expect([events, api]).toEqual([undefined, own.HH_EVENTS_API]);
  });
});
