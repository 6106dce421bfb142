import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { sound, startSockets } from '../support/providers/sockets.cjs';
import { register } from './app-process';
import { type Recorded, twice } from './twice';

const env = {
  NODE_EXTRA_CA_CERTS: join(__dirname, '../support/certificates/authority.pem'),
  // Node 20 has the global class behind a flag.
  ...(process.versions.node.startsWith('20.') ? { NODE_OPTIONS: '--experimental-websocket --no-warnings' } : {}),
};
const ofApp = (app: string, more = {}): Promise<Recorded<never>> =>
  twice(startSockets, `sockets/${app}`, ['--import', register], { ...env, ...more });

type Json = Readonly<Record<string, unknown>>;
const contentOf = (message: unknown): unknown => (message as Json | undefined)?.['content'];

/** The text of a message, or what it says beside its sound. */
function textOf(message: unknown): unknown {
  const content = contentOf(message);
  return Array.isArray(content) ? content.flatMap(({ text }: Json) => text ?? []).join() : content;
}

const soundOf = (message: unknown): unknown => {
  const content = contentOf(message);
  const part = Array.isArray(content) ? content.find(({ type }: Json) => type === 'audio') : undefined;
  return part && { bytes: part.bytes, sha256: part.sha256 };
};

const digestOf = (...pieces: readonly Buffer[]) => {
  const bytes = Buffer.concat(pieces);
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
};

/** What a record says in a line. */
const line = ({ messages, response, error }: CreateModelEvent) => ({
  asked: textOf(messages.at(-1)),
  said: textOf(response),
  ...((response as Json)?.['finish_reason'] === undefined ? {} : { end: (response as Json)['finish_reason'] }),
  ...(error === null ? {} : { error }),
});

/** Each helper talks alike. */
const byHelper = (events: readonly CreateModelEvent[], helpers: number) =>
  Array.from({ length: helpers }, (_, index) => {
    const each = events.length / helpers;
    return events.slice(index * each, (index + 1) * each);
  });

const sun = 'The sun shines in Ulm.';

describe('responses of the Realtime API', () => {
  const helpers = ['ws', 'ws of 6', 'global'];
  let run: Recorded<never>;
  let records: readonly (readonly CreateModelEvent[])[];
  beforeAll(async () => {
    run = await ofApp('realtime.mjs');
    records = byHelper(run.events, helpers.length);
  }, 120_000);

  test('have the same outcomes as without us', () => {
    expect(run.bare.code).toBe(0);
    expect(run.recorded).toMatchObject({ stdout: run.bare.stdout, stderr: run.bare.stderr, code: 0 });
  });

  test.each([...helpers.entries()])('%i, by %s, are one record each, with how they ended', (place, name) => {
    expect(records[place]?.map(line)).toEqual([
      { asked: `first (${name})`, said: sun, end: 'stop' },
      { asked: `[[tool]] second (${name})`, said: null, end: 'tool_calls' },
      { asked: '{"sky":"clear"}', said: sun, end: 'stop' },
      { asked: `[[audio]] third (${name})`, said: sun, end: 'stop' },
      { asked: `[[fail]] fourth (${name})`, said: undefined, error: 'You are too fast' },
      { asked: `[[error]] fifth (${name})`, said: undefined, error: 'Invalid value' },
      { asked: `[[incomplete]] sixth (${name})`, said: sun, end: 'length' },
      { asked: `[[wait]] seventh (${name})`, said: 'The sun shines', end: 'cancelled' },
      { asked: `out of band (${name})`, said: sun, end: 'stop' },
      { asked: 'What did I say?', said: sun, end: 'stop' },
      { asked: 'How is the weather?', said: sun, end: 'stop' },
      {
        asked: `[[drop]] last (${name})`,
        said: 'The sun shines',
        error: 'The connection ended without a closing frame',
      },
    ]);
  });

  test('have the conversation before them, each message once', () => {
    for (const each of records) {
      expect(each[2]?.messages.map(({ role }) => role)).toEqual([
        'system',
        ...['user', 'assistant', 'user', 'assistant', 'tool'],
      ]);
      expect(each[8]?.messages.map(({ role }) => role)).toEqual(['system', 'user']); // with an input of its own
      expect(JSON.stringify(each[11]?.messages)).not.toContain('out of band');
    }
  });

  test('have sound as its digest and its transcript, which may come after the answer', () => {
    for (const each of records) {
      expect(soundOf(each[3]?.response)).toEqual(digestOf(sound(3), sound(4), sound(5)));
      expect(soundOf(each[9]?.messages.at(-1))).toEqual(digestOf(Buffer.alloc(3000, 1), Buffer.alloc(3000, 2)));
      expect(soundOf(each[10]?.messages.at(-1))).toEqual(
        digestOf(...[5, 6, 7].map((byte) => Buffer.alloc(2400, byte))),
      );
    }
  });

  test('have settings, tools, calls, usage, and the words of what went otherwise', () => {
    for (const [first, called, , spoken, failed, , , cancelled] of records) {
      expect(first).toMatchObject({
        provider: 'openai',
        model: 'gpt-realtime',
        messages: [{ role: 'system', content: 'Be brief.' }, {}],
        tools: [{ function: { name: 'weather' } }],
        usage: {
          prompt_tokens: 20,
          completion_tokens: 13,
          total_tokens: 33,
          prompt_tokens_details: { cached_tokens: 6, cached_audio_tokens: 2, audio_tokens: 5, text_tokens: 15 },
          completion_tokens_details: { audio_tokens: 10, text_tokens: 3 },
        },
        metadata: { conversation_id: 'conv_1' },
      });
      expect(called).toMatchObject({
        hyperparameters: { temperature: 0.7 },
        response: { tool_calls: [{ id: 'call_1', function: { name: 'weather', arguments: '{"city":"Ulm"}' } }] },
      });
      expect(spoken?.messages[0]).toEqual({ role: 'system', content: 'Speak slowly.' });
      expect(JSON.stringify([failed, cancelled])).toMatch(/rate_limit_exceeded.*client_cancelled/);
    }
    expect(JSON.stringify(run.events)).not.toMatch(/sk-secret|ek_secret/);
  });
});

describe('responses of the Responses API over sockets', () => {
  const helpers = ['helper', 'helper of 6', 'ws', 'global'];

  test('are one record each, as over HTTP', async () => {
    const run = await ofApp('responses.mjs');
    expect(run.recorded).toMatchObject({ stdout: run.bare.stdout, stderr: run.bare.stderr, code: 0 });
    const records = byHelper(run.events, helpers.length);
    for (const [place, name] of helpers.entries()) {
      const [first, second] = records[place] ?? [];
      expect(records[place]?.map(line)).toEqual([
        { asked: `first (${name})`, said: 'over the wire', end: 'stop' },
        { asked: `second (${name})`, said: 'over the wire', end: 'stop' },
        { asked: `[[error]] third (${name})`, said: undefined, error: 'No such response' },
        { asked: `[[incomplete]] fourth (${name})`, said: 'over the wire', end: 'length' },
        {
          asked: `[[drop]] last (${name})`,
          said: 'over',
          error: 'The socket was closed: 1011 The server had an error',
        },
      ]);
      expect(first).toMatchObject({
        messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user' }],
        tools: [{ function: { name: 'weather' } }],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 5,
          total_tokens: 14,
          prompt_tokens_details: { cached_tokens: 4 },
        },
      });
      expect(JSON.stringify(second?.metadata)).toContain('"resp_1"'); // the id of the response before it
    }
  }, 120_000);
});

describe('turns of the Live API', () => {
  let run: Recorded<never>;
  beforeAll(async () => {
    run = await ofApp('live.mjs');
  }, 120_000);

  test('have the same outcomes as without us', () => {
    expect(run.bare.code).toBe(0);
    expect(run.recorded).toMatchObject({ stdout: run.bare.stdout, stderr: run.bare.stderr, code: 0 });
  });

  test.each([
    [0, 'gemini', 'gcp.gemini'],
    [1, 'vertex', 'gcp.vertex_ai'],
  ] as const)('%i, of %s, are one record each, with how they ended', (place, name, provider) => {
    const records = byHelper(run.events, 2)[place] ?? [];
    expect(records.map(line)).toEqual([
      { asked: `first (${name})`, said: 'The sun shines.', end: 'STOP' },
      { asked: `[[tool]] second (${name})`, said: null, end: 'STOP' },
      { asked: '{"sky":"clear"}', said: 'The sun shines.', end: 'STOP' },
      { asked: 'How is the weather?', said: 'The sun shines.', end: 'STOP' },
      { asked: `[[interrupted]] fourth (${name})`, said: 'The sun', end: 'INTERRUPTED' },
      {
        asked: `[[drop]] last (${name})`,
        said: 'The sun',
        error: 'The socket was closed: 1011 The service is unavailable',
      },
    ]);
    expect(records.map((each) => each.provider)).toEqual(records.map(() => provider));
    expect(records[1]?.response).toMatchObject({ tool_calls: [{ id: 'fc_1', function: { name: 'weather' } }] });
    expect(records[2]?.messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'fc_1' });
    expect(records[3]).toMatchObject({
      model: 'gemini-live-2.5-flash',
      messages: [{ role: 'system', content: 'Be brief.' }, ...Array.from({ length: 7 }, () => ({}))],
      hyperparameters: { temperature: 0.5 },
      usage: {
        prompt_tokens: 30,
        prompt_tokens_details: { audio_tokens: 20 },
        completion_tokens_details: { audio_tokens: 12 },
      },
    });
    expect(soundOf(records[3]?.messages.at(-1))).toEqual(
      digestOf(...[1, 2, 3].map((byte) => Buffer.alloc(3200, byte))),
    );
    expect(soundOf(records[3]?.response)).toEqual(digestOf(sound(7), sound(8)));
  });
});

test.each(['realtime.mjs', 'responses.mjs', 'live.mjs'])(
  'without content, nothing of it is in the records of %s',
  async (app) => {
    const { events } = await ofApp(app, { HH_CAPTURE_CONTENT: 'false' });
    const text = JSON.stringify(events);
    expect(events.length).toBeGreaterThan(10);
    expect(text).not.toMatch(
      /first \(|second|weather|The sun|over the|[Bb]rief|clear|too fast|Invalid|server had|[0-9a-f]{64}/,
    );
  },
  120_000,
);
