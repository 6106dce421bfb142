import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Receiver, startReceiver } from '../../src/inspector';

const root = join(__dirname, '..', '..');

/** What a script of the examples prints, without any HoneyHive setting but those given. */
function run(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, [join(root, 'examples', script), ...args], {
      cwd: root,
      env: { PATH, HOME, ...env },
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      out += chunk;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, out }));
  });
}

describe('npm run demo', () => {
  test('shows the events of an unmodified app and the session of a chat, and ends by itself', async () => {
    const { code, out } = await run('demo/run.mjs', [], {});
    const [calls = '', tree = ''] = out.split('The chat arrived as one session');

    expect(calls).toContain('4 events arrived');
    expect(calls).toContain('session app.mjs · 4 calls');
    expect(calls.match(/gpt-4o-mini-2024-07-18 openai · \d+ in · \d+ out/g)).toHaveLength(3);
    expect(tree).toContain('session POST /chat · 4 calls · 6 steps');
    expect(tree.match(/ (?:├|└)─ .*travel agent chain · /g)).toHaveLength(3);
    expect(tree.match(/ (?:├|└)─ (?:get_weather|get_time) tool · /g)).toHaveLength(3);
    expect(out).toContain('› What is the weather in Paris and in Tokyo?');
    expect(out).toContain('→ get_weather, get_weather');
    expect(out).toContain('‹ The capital of France is Paris.');
    expect(out).toMatch(/✗ .*gpt-nope/);
    expect(code).toBe(0);
  });

  test("shows the same whatever the user's own HoneyHive settings are", async () => {
    const settings = {
      HH_CAPTURE_CONTENT: 'false',
      HH_EVENTS_API: 'v1',
      HH_API_URL: 'http://127.0.0.1:9',
      HH_PROJECT: '',
    };
    const { code, out } = await run('demo/run.mjs', [], settings);

    expect(out).toContain('› What is the weather in Paris and in Tokyo?');
    expect(code).toBe(0);
  });

  describe('-- --live', () => {
    let honeyHive: Receiver;
    beforeAll(async () => {
      honeyHive = await startReceiver({ apiKey: 'a-real-key' });
    });
    afterAll(() => honeyHive.close());

    test('sends to HoneyHive and says where to look', async () => {
      const env = { HH_API_URL: honeyHive.url, HH_API_KEY: 'a-real-key', HH_PROJECT: 'mine' };
      const { code, out } = await run('demo/run.mjs', ['--live'], env);

      expect(code).toBe(0);
      expect(honeyHive.events.map((event) => event.project)).toEqual(['mine', 'mine', 'mine', 'mine']);
      expect(out).toContain('project "mine"');
    });

    test('asks for a key', async () => {
      const { code, out } = await run('demo/run.mjs', ['--live'], {});
      expect({ code, out }).toEqual({ code: 2, out: expect.stringContaining('Set HH_API_KEY') });
    });
  });
});
