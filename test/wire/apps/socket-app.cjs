// What an app can see of its WebSockets, by `ws` and by the global class. Prints one observation a line; knows nothing of any
// instrumentation.
const { described, observe } = require('./observe.cjs');
const { startServer, sha, soon, wait } = require('./socket-server.cjs');
const ws = require('../../apps/sockets/node_modules/ws');

const ask = (name, more = {}) =>
  JSON.stringify({
    type: 'response.create',
    response: { input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: name }] }], ...more },
  });

/** Many messages are one hash. */
const briefly = (messages) =>
  messages.length <= 8 ? messages : [messages.length, sha(JSON.stringify(messages)), messages.at(-1)];

const dataOf = async (data) => {
  if (typeof data === 'string') return ['string', data.length, sha(data)];
  const bytes = data instanceof Blob ? Buffer.from(await data.arrayBuffer()) : Buffer.from(data);
  return [data.constructor.name, bytes.length, sha(bytes)];
};

/** Talks until the socket is closed. @returns all that the app and the server have seen, each in its order */
async function talk({ Socket, name, server, script, ...how }) {
  const { onOpen, onMessage, args = [], before = () => undefined } = how;
  const socket = new Socket(`${server.origin}/v1/realtime?script=${encodeURIComponent(script)}&key=sk-secret`, ...args);
  before(socket);
  const log = [];
  const messages = [];
  const reading = [];
  const closed = new Promise((resolve) => {
    socket.addEventListener('open', async () => {
      log.push(['open', socket.readyState, socket.protocol, socket.extensions, socket.binaryType]);
      if (onOpen === undefined) socket.send(ask(name));
      else await onOpen(socket, log);
    });
    socket.addEventListener('message', (event) => {
      const at = messages.push(undefined) - 1;
      const read = async () => {
        messages[at] = await dataOf(event.data);
      };
      reading.push(read());
      if (onMessage !== undefined) onMessage(socket, event, log);
      else if (String(event.data).includes?.('response.done') || typeof event.data !== 'string') socket.close();
    });
    socket.addEventListener('error', (event) => {
      log.push(['error', event.message?.replace(/:\d{4,5}\b/, ':port'), event.error && described(event.error)]);
      // Older versions of undici say nothing of the end of a socket that never opened.
      if (log.every(([event]) => event !== 'open')) setTimeout(resolve, 50);
    });
    socket.addEventListener('close', (event) => {
      log.push(['close', event.code, event.reason, event.wasClean, socket.readyState, socket.bufferedAmount]);
      resolve();
    });
  });
  await closed;
  await Promise.all(reading);
  const seen = server.seen.at(-1);
  await soon(() => seen === undefined || seen.includes('closed'), 20_000);
  return { log, messages: briefly(messages), server: briefly(seen ?? []) };
}

const answered =
  (script, how = {}) =>
  (each) =>
    talk({ ...each, script, ...how });
/** The app closes once the answer has begun. */
const whileAnswered = (close) => (each) =>
  talk({ ...each, script: 'begun', onMessage: (socket, { data }) => data.includes('delta') && close(socket) });
const sending = (value) => (each) =>
  talk({
    ...each,
    script: 'whole',
    onOpen: (socket) => socket.send(value(each.name)),
    onMessage: (socket) => socket.close(1000, 'done'),
  });

/** By both classes. */
const common = {
  ...Object.fromEntries(
    [
      ...['whole', 'events', 'binary', 'fragments', 'empty fragments', 'byte by byte', 'pings between fragments'],
      ...['many in one write', 'big', 'burst', 'in one write', 'closed 1000', 'closed 1011'],
      ...['closed 4000', 'closed without a code', 'closed at once', 'terminated', 'ended', 'reset'],
      ...['an unknown opcode', 'a masked frame', 'bad text', 'a reserved bit', 'a long ping', 'a bad closing code'],
      ...[
        'half a frame',
        'refused 401',
        'refused 429',
        'no upgrade',
        'redirected',
        'a wrong key',
        'hung up',
        'garbage',
      ],
      ...['half a head', 'whole/packed', 'events/packed', 'big/packed', 'burst/packed', 'burst/packed anew'],
      ...['fragments/packed all', 'events/packed all', 'closed 1011/packed all'],
    ].map((script) => [script, answered(script)]),
  ),
  'other bytes': answered('other bytes', {
    onMessage: (socket, { data }) => typeof data === 'string' && data.includes('response.done') && socket.close(),
  }),
  'closed by the app at once': answered('whole', { onOpen: (socket) => socket.close(1000, 'bye') }),
  'closed by the app while connecting': answered('whole', { before: (socket) => socket.close() }),
  'closed by the app in an answer': whileAnswered((socket) => socket.close(4001, 'enough')),
  'a bad code of the app': answered('whole', {
    onOpen: async (socket, log) => {
      log.push(await observe(() => socket.close(12)));
      socket.close();
    },
  }),
  'sent too early': answered('whole', {
    before: async (socket) => {
      socket.early = await observe(() => socket.send('early'));
    },
    onOpen: async (socket, log) => {
      log.push(socket.early);
      socket.close();
    },
  }),
  'sent after closing': answered('whole', {
    onOpen: async (socket, log) => {
      socket.close();
      log.push([await observe(() => socket.send('late')), socket.bufferedAmount]);
    },
  }),
  'a buffer': sending((name) => Buffer.from(ask(name))),
  'an array buffer': sending((name) => new TextEncoder().encode(ask(name)).buffer),
  'a view': sending(
    (name) => new Uint8Array(Buffer.from(`  ${ask(name)}`).buffer.slice(0)).subarray(0, 0) && Buffer.from(ask(name)),
  ),
  'a large message': sending((name) => ask(name, { metadata: { filler: 'ä'.repeat(1_000_000) } })),
  'many messages': answered('whole', {
    onOpen: (socket, log) => {
      for (let i = 0; i < 500; i += 1)
        socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio: 'AAAA' }));
      log.push(socket.bufferedAmount > 0);
      socket.send(ask('many messages'));
    },
  }),
  echo: answered('echo', {
    onOpen: (socket) => socket.send('hello'),
    onMessage: (socket) => socket.close(),
  }),
  'array buffers wanted': answered('binary', {
    before: (socket) => {
      socket.binaryType = 'arraybuffer';
    },
  }),
  'a protocol': answered('whole', { args: [['realtime', 'other']] }),
  'what a socket is': async ({ Socket, server }) => {
    const socket = new Socket(`${server.origin}/v1/realtime`);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    const names = [
      Socket.name,
      Socket.length,
      Object.keys(socket).sort(),
      Reflect.ownKeys(Socket.prototype).map(String),
    ];
    socket.close();
    await new Promise((resolve) => socket.addEventListener('close', resolve));
    return names;
  },
  'order of events': async ({ Socket, server, name }) => {
    const log = [];
    const socket = new Socket(`${server.origin}/v1/realtime?script=whole`);
    socket.addEventListener('open', () => {
      log.push('open');
      socket.send(ask(name));
      process.nextTick(() => log.push('tick'));
      void Promise.resolve().then(() => log.push('job'));
    });
    socket.addEventListener('message', () => {
      log.push('message');
      process.nextTick(() => log.push('tick'));
      void Promise.resolve().then(() => log.push('job'));
      setImmediate(() => {
        log.push('immediate');
        socket.close();
      });
    });
    await new Promise((resolve) => socket.addEventListener('close', resolve));
    return log;
  },
};

/** Only `ws` can do this. */
const ofPackage = {
  'terminated by the app': whileAnswered((socket) => socket.terminate()),
  'terminated by the app at once': answered('whole', { onOpen: (socket) => socket.terminate() }),
  'pings of the app': answered('whole', {
    onOpen: (socket, log) => {
      socket.on('pong', (data) => log.push(['pong', String(data)]));
      socket.ping('there?');
      socket.send(ask('pings of the app'));
    },
  }),
  'fragments of the app': answered('whole', {
    onOpen: (socket) => {
      const text = ask('fragments of the app');
      socket.send(text.slice(0, 30), { fin: false });
      socket.send(text.slice(30, 40), { fin: false });
      socket.ping();
      socket.send(text.slice(40));
    },
  }),
  'an overwritten buffer': answered('whole', {
    onOpen: (socket) => {
      const bytes = Buffer.from(ask('an overwritten buffer'));
      socket.send(bytes, { binary: false }, () => bytes.fill(0));
    },
  }),
  'too much': answered('big', { args: [{ maxPayload: 1000 }] }),
  'a callback of send': answered('whole', {
    onOpen: (socket, log) => socket.send(ask('a callback of send'), (error) => log.push(['sent', error ?? null])),
  }),
  'a pause': answered('flood', {
    onOpen: async (socket) => {
      socket.send(ask('a pause'));
      socket.pause();
      await wait(400);
      socket.resume();
    },
  }),
  'its events': async ({ Socket, server, name }) => {
    const socket = new Socket(`${server.origin}/v1/realtime?script=closed 1000`, { headers: { 'x-a': 'b' } });
    const log = [];
    for (const event of ['upgrade', 'open', 'message', 'ping', 'pong', 'close', 'error', 'redirect']) {
      socket.on(event, () => log.push(event));
    }
    socket.on('open', () => socket.send(ask(name)));
    await new Promise((resolve) => socket.on('close', resolve));
    return log;
  },
  'an unexpected response': async ({ Socket, server }) => {
    const socket = new Socket(`${server.origin}/v1/realtime?script=refused 401`);
    const [request, response] = await new Promise((resolve) => {
      socket.on('unexpected-response', (...both) => resolve(both));
    });
    response.setEncoding('utf8');
    let text = '';
    for await (const piece of response) text += piece;
    socket.on('error', () => undefined);
    return [request.path.split('?')[0], response.statusCode, response.headers['x-request-id'], text];
  },
  'a stream': async ({ Socket, server, name }) => {
    const duplex = ws.createWebSocketStream(new Socket(`${server.origin}/v1/realtime?script=events`), {
      encoding: 'utf8',
    });
    duplex.write(ask(name));
    let text = '';
    for await (const piece of duplex) {
      text += piece;
      if (text.includes('response.done')) break;
    }
    return [text.length, sha(text)];
  },
  'no time': answered('silence', { args: [{ handshakeTimeout: 3000 }] }),
  'another path': async ({ Socket, server, name }) => {
    const socket = new Socket(`${server.origin}/chat?script=whole`);
    socket.on('open', () => socket.send(ask(name)));
    const data = await new Promise((resolve) => socket.on('message', resolve));
    socket.close();
    return data.length;
  },
};

/** A case that hangs is seen to. */
const late = () => new Promise((resolve) => setTimeout(resolve, 60_000, 'late').unref());

async function main() {
  const [only] = process.argv.slice(2);
  const classes = [
    ['ws', ws.WebSocket, { ...common, ...ofPackage }],
    ['global', globalThis.WebSocket, common],
  ];
  for (const [kind, Socket, observations] of classes) {
    for (const [title, run] of Object.entries(Socket === undefined ? {} : observations)) {
      const name = `${kind}: ${title}`;
      if (only !== undefined && only !== name) continue;
      const server = await startServer();
      const seen = await observe(() => Promise.race([run({ Socket, server, name }), late()]));
      if (process.env.TIMES) console.error(name, Math.round(performance.now()));
      console.log(JSON.stringify([name, seen]).replaceAll(String(server.port), 'port'));
      server.close();
    }
  }
}
main();
