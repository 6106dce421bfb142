import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { startReceiver } from '../../../src/inspector';
import { findBinding } from '../../../src/inspector/store/sqlite/binding';
import { dataFolder, endAll, type Run, startCli } from '../../support/cli';
import { eventually } from '../../support/eventually';
import { startOpenAi } from '../../support/providers/openai.cjs';
import { event, idOf, post, sendEvents, sendV1Events, updateV1Event } from '../post';

afterEach(endAll);

const addressOf = async (run: Run): Promise<string> => (await run.until(/^The page: (http:\S+)\//m))[1] ?? '';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

function get(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject).end();
  });
}

const json = async <T = unknown>(url: string): Promise<T> => JSON.parse((await get(url)).text) as T;

describe('inspect -- <command>', () => {
  const app = `
    process.on('SIGINT', () => { console.log('interrupted'); process.exit(7); });
    console.log(JSON.stringify([process.argv.slice(2), process.env.HH_API_KEY]));
    process.stdin.on('data', (chunk) => console.log('said ' + chunk));
    process.stdin.on('end', () => console.log('no more'));
    setInterval(() => undefined, 1000);`;
  const script = (): string => {
    const file = path.join(dataFolder(), 'app.cjs');
    writeFileSync(file, app);
    return file;
  };

  test('leaves the app its arguments, its input and its signals, goes on when it has ended, and has its exit code', async () => {
    const run = startCli(['inspect', '--port', '0', '--', process.execPath, script(), '--port', 'x y']);
    expect(await addressOf(run)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(run.out.startsWith('The page: ')).toBe(true);
    await run.until(/\[\["--port","x y"\],"local"\]/);
    run.child.stdin.end('hello\n');
    await run.until(/said hello/);
    await run.until(/no more/);
    run.child.kill('SIGINT');
    await run.until(/interrupted/);
    await run.until(/The app has ended with exit code 7\. Ctrl-C ends the inspector\./);
    const status = await json(`${await addressOf(run)}/api/status`);
    expect(status).toMatchObject({ kept: 0, note: null });
    run.child.kill('SIGINT');
    expect(await run.ended()).toBe(7);
  });

  test('shows the calls of an app that knows nothing of it, with their content', async () => {
    const model = await startOpenAi();
    const ask = `fetch('${model.url}/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer secret-key' },
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'How warm is it?' }] }) }).then((answer) => answer.json());`;
    const run = startCli(['inspect', '--port', '0', '--', process.execPath, '-e', ask]);
    await run.until(/The app has ended with exit code 0/);
    const { rows } = await json<{ rows: { id: string }[] }>(`${await addressOf(run)}/api/calls`);
    const [row] = rows;
    expect(row).toMatchObject({ preview: 'How warm is it?', kind: 'model', format: 'v1', provider: 'openai' });
    const whole = (await get(`${await addressOf(run)}/api/calls/${row?.id}`)).text;
    expect(whole).toContain('How warm is it?');
    expect(whole).not.toContain('secret-key');
    await model.close();
    run.child.kill('SIGTERM');
    expect(await run.ended()).toBe(0);
  });

  test('keeps the calls of an app whole, with its pictures', async () => {
    const model = await startOpenAi();
    const url = `data:image/png;base64,${Buffer.from(`\x89PNG\r\n\x1a\n${'x'.repeat(15_000)}`, 'latin1').toString('base64')}`;
    const question = [
      { type: 'text', text: 'y'.repeat(2_000_000) },
      { type: 'image_url', image_url: { url } },
    ];
    const script = path.join(dataFolder(), 'ask.mjs');
    writeFileSync(
      script,
      `await (await fetch('${model.url}/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: ${JSON.stringify(question)} }] }) })).json();`,
    );
    const run = startCli(['inspect', '--port', '0', '--', process.execPath, script]);
    await run.until(/The app has ended with exit code 0/);
    const address = await addressOf(run);
    const { rows } = await json<{ rows: { id: string; problems: number }[] }>(`${address}/api/calls?kind=model`);
    const whole = await get(`${address}/api/calls/${rows[0]?.id}`);
    expect(whole.text).toContain(url);
    expect(whole.text).toContain('y'.repeat(2_000_000));
    await model.close();
  });

  test('goes on when the reader of its output has gone, and the app has not', async () => {
    const run = startCli(['inspect', '--port', '0', '--', process.execPath, script()]);
    const url = await addressOf(run);
    await run.until(/"local"/);
    run.child.stdout.destroy();
    await sendEvents(url, event(1));
    await sendEvents(url, event(2));
    expect(await json(`${url}/api/status`)).toMatchObject({ kept: 2 });
    run.child.kill('SIGTERM');
    expect(await run.ended()).toBe(143);
  });

  test('says that a command cannot be run, and ends with 127', async () => {
    const run = startCli(['inspect', '--port', '0', '--', 'no-such-command-here']);
    expect(await run.ended()).toBe(127);
    expect(run.out).toContain('"no-such-command-here" cannot be run: there is no such command.');
  });
});

describe('what is kept', () => {
  test('is there at the next start, whatever ended the one before, and is the user’s alone', async () => {
    const env = { XDG_DATA_HOME: dataFolder() };
    const first = startCli(['inspect', '--port', '0'], env);
    const url = await addressOf(first);
    await sendEvents(url, event(1), event(2));
    await updateV1Event(url, idOf(1), { feedback: { rating: 5 } });
    first.child.kill('SIGKILL');
    await first.ended();

    const second = startCli(['inspect', '--port', '0'], env);
    const again = await addressOf(second);
    expect(await json(`${again}/api/calls?order=oldest`)).toMatchObject({ rows: [{ id: idOf(1) }, { id: idOf(2) }] });
    expect(await json(`${again}/api/calls/${idOf(1)}`)).toMatchObject({
      record: { ...event(1), feedback: { rating: 5 } },
    });
    const folder = path.join(env.XDG_DATA_HOME, 'honeyhive-otel');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(path.join(folder, name)).mode & 0o077).toBe(0);
  });

  test('leaves by --export and comes in by --import', async () => {
    const env = { XDG_DATA_HOME: dataFolder() };
    const first = startCli(['inspect', '--port', '0'], env);
    await sendV1Events(await addressOf(first), {
      event_type: 'tool',
      event_name: 'look',
      event_id: idOf(3),
      inputs: { x: 1 },
    });
    await sendEvents(await addressOf(first), event(1));
    first.child.kill('SIGTERM');
    await first.ended();
    const exported = startCli(['inspect', '--export'], env);
    expect(await exported.ended()).toBe(0);
    const lines = exported.out.trim().split('\n');
    expect(lines).toHaveLength(2);

    const file = path.join(dataFolder(), 'lines.jsonl');
    writeFileSync(file, `${exported.out}not json\n`);
    const other = { XDG_DATA_HOME: dataFolder() };
    const imported = startCli(['inspect', '--import', file], other);
    expect(await imported.ended()).toBe(1);
    expect(imported.err).toMatch(
      /^2 events, 0 sessions, 0 updates of .* are kept in .*\n1 line could not be read: 3\.\n$/,
    );
    const again = startCli(['inspect', '--export'], other);
    await again.ended();
    expect(again.out.trim().split('\n').sort()).toEqual(lines.sort());
  });

  test('is nothing on the disk with --memory', async () => {
    const env = { XDG_DATA_HOME: dataFolder() };
    const run = startCli(['inspect', '--port', '0', '--memory'], env);
    const url = await addressOf(run);
    await sendEvents(url, event(1));
    expect(await json(`${url}/api/calls`)).toMatchObject({ rows: [{ id: idOf(1) }] });
    expect(existsSync(path.join(env.XDG_DATA_HOME, 'honeyhive-otel'))).toBe(false);
  });

  test('are invalid records, too, with what is wrong with them', async () => {
    const run = startCli(['inspect', '--port', '0']);
    const url = await addressOf(run);
    await sendEvents(url, { ...event(1), model: 7 });
    expect(await json(`${url}/api/calls/${idOf(1)}`)).toMatchObject({
      problems: ['model must be string'],
      record: { model: 7 },
    });
    expect(await json(`${url}/api/calls?problem=true`)).toMatchObject({ rows: [{ id: idOf(1), problems: 1 }] });

    await sendEvents(url, event(2));
    await sendEvents(url, { ...event(2), model: 7 });
    expect(await json(`${url}/api/calls/${idOf(2)}`)).toMatchObject({
      problems: [],
      record: { model: event(2).model },
    });
    await post(`${url}/v1/sessions`, JSON.stringify({ session_name: 5 }));
    await post(`${url}/events/model/batch`, JSON.stringify({ model_events: [event(3)], more: 1 }));
    const { rows } = await json<{ rows: { id: string; kind: string }[] }>(`${url}/api/calls?problem=true`);
    expect(rows.map(({ kind }) => kind).sort()).toEqual(['model', 'model', 'model', 'session']);
    expect(await json(`${url}/api/calls/${idOf(3)}`)).toMatchObject({ problems: [expect.stringContaining('more')] });
  });
});

describe('who may read it', () => {
  test('not a web page of another origin, under whatever name it calls this machine', async () => {
    const run = startCli(['inspect', '--port', '0']);
    const url = await addressOf(run);
    const { host } = new URL(url);
    const pages = ['/', '/api/calls', '/api/live', '/assets/page.js', '/v1/traces', '/events/model/batch'];
    for (const page of pages) {
      const method = /^\/(?:v1|events)/.test(page) ? 'POST' : 'GET';
      const answers = await Promise.all([
        get(url + page, { host: 'evil.example' }, method),
        get(url + page, { host, origin: 'http://evil.example' }, method),
        get(url + page, { host, origin: 'null' }, method),
        get(url + page, { host, origin: `https://${host.replace(/\d+$/, '1')}` }, method),
        get(url + page, { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, method),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([421, 403, 403, 403, 403]);
    }
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await get(url, link)).status).toBe(200);
  });

  test('the page runs nothing but its own script', async () => {
    const run = startCli(['inspect', '--port', '0']);
    const { headers, text } = await get(await addressOf(run));
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|javascript:/i);
  });

  test('only who has the token, where other machines can reach it', async () => {
    const run = startCli(['inspect', '--port', '0', '--host', '0.0.0.0']);
    const [, url = '', token = ''] = await run.until(/^The page: (http:\S+)\/\?token=(\S+)$/m);
    await run.until(new RegExp(`HH_API_KEY=${token} `));
    const rows = `${url}/api/calls`;
    expect((await get(url)).status).toBe(401);
    expect((await get(`${url}/?token=${token.replace(/./, '~')}`)).status).toBe(401);
    expect((await get(rows)).status).toBe(401);
    expect((await sendEvents(url, event(1), { ...event(2), model: 7 })).status).toBe(401);
    expect((await get(`${url}/v1/traces`, {}, 'POST')).status).toBe(401);

    const admitted = await get(`${url}/sessions/x?token=${token}`, { accept: 'text/html' });
    expect([admitted.status, admitted.headers['location']]).toEqual([303, '/sessions/x']);
    const [cookie = ''] = admitted.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    const allowed = await get(rows, { cookie: `other=1; ${cookie.split(';')[0]}`, host: 'my-machine:1' });
    expect(allowed.status).toBe(401); // the cookie is another port's
    const own = await get(rows, { cookie: `other=1; ${cookie.split(';')[0]}` });
    expect([own.status, JSON.parse(own.text)]).toEqual([200, { rows: [], next: null }]);
  });
});

describe('--forward', () => {
  test('sends everything on with the key of HoneyHive, and gives its answers to the app', async () => {
    const honeyHive = await startReceiver({ apiKey: 'real-key' });
    honeyHive.script({ status: 429, retryAfter: '7' });
    const run = startCli(['inspect', '--port', '0', '--forward'], {
      HH_API_KEY: 'real-key',
      HH_API_URL: honeyHive.url,
    });
    const url = await addressOf(run);
    const refused = await sendEvents(url, event(1));
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '7']);
    const taken = await sendEvents(url, event(1));
    expect([taken.status, taken.json]).toEqual([200, { event_ids: [idOf(1)], success: true }]);
    expect(honeyHive.events).toEqual([event(1)]);
    expect(await json(`${url}/api/calls`)).toMatchObject({ rows: [{ id: idOf(1) }] });
    await honeyHive.close();
    expect((await sendEvents(url, event(2))).status).toBe(502);
    expect(run.out + run.err).not.toContain('real-key');
  });

  test.each([
    ['two slashes', (elsewhere: string) => `//${new URL(elsewhere).host}/events/model/batch`],
    ['a whole address', (elsewhere: string) => `${elsewhere}/events/model/batch`],
  ])('gives the key to no other host that a request names, by %s', async (_how, target) => {
    const [honeyHive, elsewhere] = [await startReceiver(), await startReceiver()];
    const run = startCli(['inspect', '--port', '0', '--forward'], {
      HH_API_KEY: 'real-key',
      HH_API_URL: honeyHive.url,
    });
    const { hostname, port, host } = new URL(await addressOf(run));
    const sent = request({
      hostname,
      port,
      path: target(elsewhere.url),
      method: 'POST',
      agent: false,
      headers: { host, authorization: 'Bearer x', 'content-type': 'application/json' },
    });
    sent.end(JSON.stringify({ model_events: [event(1)] }));
    const [response] = await once(sent, 'response');
    response.resume();
    expect(response.statusCode).toBe(200);
    expect([honeyHive.events.length, elsewhere.requests.length]).toEqual([1, 0]);
    await Promise.all([honeyHive.close(), elsewhere.close()]);
  });

  test('ends at once, though HoneyHive does not answer', async () => {
    const honeyHive = await startReceiver();
    honeyHive.script({ always: { hang: true } });
    const run = startCli(['inspect', '--port', '0', '--forward'], {
      HH_API_KEY: 'real-key',
      HH_API_URL: honeyHive.url,
    });
    const sent = sendEvents(await addressOf(run), event(1)).catch(() => undefined);
    await honeyHive.waitForRequests(1);
    run.child.kill('SIGINT');
    expect(await run.ended()).toBe(0);
    await sent;
    await honeyHive.close();
  });

  test('needs a key, and an address that keeps it secret', async () => {
    const run = startCli(['inspect', '--port', '0', '--forward'], { HH_API_KEY: '' });
    expect(await run.ended()).toBe(1);
    expect(run.err).toBe('--forward needs a key of HoneyHive in HH_API_KEY.\n');
    const clear = startCli(['inspect', '--port', '0', '--forward'], {
      HH_API_KEY: 'k',
      HH_API_URL: 'http://honeyhive.test',
    });
    expect(await clear.ended()).toBe(1);
    expect(clear.err).toMatch(/^--forward does not send the key over plain http\./);
  });
});

test('--export of what cannot be read says so, and leaves it as it is', async () => {
  const folder = dataFolder();
  const name = findBinding() === undefined ? 'inspector.jsonl' : 'inspector.db';
  const kept = path.join(folder, 'honeyhive-otel', name);
  mkdirSync(kept, { recursive: true });
  const run = startCli(['inspect', '--export'], { XDG_DATA_HOME: folder });
  expect(await run.ended()).toBe(1);
  expect(run.err).toContain(kept);
  expect(readdirSync(path.dirname(kept))).toEqual([name]);
});

test('--fail plays an outage, one request after the other', async () => {
  const run = startCli(['inspect', '--port', '0', '--fail', '503*2, 429 retry-after=1, ok']);
  const url = await addressOf(run);
  const statuses = [];
  for (let n = 1; n <= 5; n += 1) statuses.push((await sendEvents(url, event(n))).status);
  expect(statuses).toEqual([503, 503, 429, 200, 200]);
});

test('--fail is for spans that come by OTLP, and for nothing that a browser asks for', async () => {
  const run = startCli(['inspect', '--port', '0', '--fail', '503*2']);
  const url = await addressOf(run);
  expect((await get(`${url}/favicon.ico`)).status).toBe(404);
  expect((await get(`${url}/.well-known/x`)).status).toBe(404);
  const statuses = [];
  for (let n = 1; n <= 3; n += 1) statuses.push((await post(`${url}/v1/traces`, '{}')).status);
  expect(statuses).toEqual([503, 503, 200]);
  expect(run.out).not.toContain('favicon');
});

test('--open opens the page in the browser', async () => {
  const bin = dataFolder();
  const opened = path.join(bin, 'opened');
  writeFileSync(
    path.join(bin, 'xdg-open'),
    `#!/bin/sh\nprintf %s "$1" > ${opened}.part && mv ${opened}.part ${opened}\n`,
    { mode: 0o755 },
  );
  const run = startCli(['inspect', '--port', '0', '--open'], { PATH: `${bin}:${process.env['PATH']}` });
  const url = await addressOf(run);
  await eventually(() => existsSync(opened));
  expect(readFileSync(opened, 'utf8')).toBe(`${url}/`);

  const without = startCli(['inspect', '--port', '0', '--open'], { PATH: dataFolder() });
  await without.until(/No browser could be opened\. Open the address above in one\./);
});

test('open pages are told of what arrives, of changes, and that all was removed', async () => {
  const run = startCli(['inspect', '--port', '0', '--memory']);
  const url = await addressOf(run);
  const stream = await fetch(`${url}/api/live`);
  expect(stream.headers.get('content-type')).toBe('text/event-stream');
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(text)) text += (await reader?.read())?.value ?? '';
  };
  await sendEvents(url, event(1));
  await until(new RegExp(`event: rows\\ndata: .*"id":"${idOf(1)}".*"answer":"answer 1"`));
  await updateV1Event(url, idOf(1), { metadata: { seen: true } });
  await until(new RegExp(`("id":"${idOf(1)}"[^]*){2}`));
  expect((await get(`${url}/api/kept`, {}, 'DELETE')).status).toBe(200);
  await until(/event: reset/);
  expect(await json(`${url}/api/calls`)).toEqual({ rows: [], next: null });
  await reader?.cancel();
});

test.each([
  [['--host', '203.0.113.7'], /^203\.0\.113\.7 is no address of this machine\. Choose one of its own with --host/],
  [['--import', '/no/such/file'], /^\/no\/such\/file cannot be read\. Name a file of lines/],
])('inspect %j ends with a sentence that says what to do', async (args, sentence) => {
  const run = startCli(['inspect', '--port', '0', ...args]);
  expect(await run.ended()).toBe(1);
  expect(run.err).toMatch(sentence);
});

test.each([
  ['/api/calls?error=maybe', 400, /has to be true or false\./],
  ['/api/calls?from=x', 400, /has to be a number\./],
  ['/api/calls?kind=model&kind=cat', 400, /has to be one of/],
  ['/api/calls/%E0%A4%A', 400, /The id is not encoded/],
  ['/api/calls/none', 404, /It is not kept/],
  ['/api/sessions/none', 404, /It is not kept/],
  ['/api/cats', 404, /There is no such route/],
  ['/assets/..%2f..%2fcli.js', 404, /There is no such file/],
  ['/assets/../../cli.js', 404, /./],
])('%s is answered by %d', async (route, status, message) => {
  const run = startCli(['inspect', '--port', '0', '--memory']);
  const answer = await get((await addressOf(run)) + route);
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(message);
});
