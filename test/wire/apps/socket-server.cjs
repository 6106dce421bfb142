// A server of WebSockets that behaves as the query of a socket asks it to, and remembers what it saw.
const { createHash } = require('node:crypto');
const http = require('node:http');
const { WebSocketServer, Sender } = require('../../apps/sockets/node_modules/ws');

const sha = (data) => createHash('sha256').update(data).digest('hex').slice(0, 12);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const said = 'Grüße 👩‍👩‍👧';
const answer = (more = {}) => ({
  type: 'response.done',
  response: {
    object: 'realtime.response',
    id: 'resp_1',
    status: 'completed',
    output: [{ id: 'i', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: said }] }],
    usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
    ...more,
  },
});
const whole = JSON.stringify(answer());
const delta = (text) =>
  JSON.stringify({ type: 'response.output_text.delta', response_id: 'resp_1', item_id: 'i', delta: text });
const created = JSON.stringify({ type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } });

/** A frame as it is on the wire. */
const frame = (data, { opcode = 1, fin = true, rsv1 = false, mask = false } = {}) =>
  Buffer.concat(Sender.frame(Buffer.from(data), { opcode, fin, rsv1, mask, readOnly: true }));
const raw = (socket) => socket._socket;
const begin = (socket) => {
  socket.send(created);
  socket.send(delta('Grü'));
};

/** What a socket is answered, by the name of the script. */
const scripts = {
  whole: (socket) => socket.send(whole),
  events: async (socket) => {
    begin(socket);
    for (const text of ['ße ', '👩‍👩‍👧']) {
      await wait(2);
      socket.send(delta(text));
    }
    socket.send(whole);
  },
  begun: begin,
  binary: (socket) => socket.send(Buffer.from(whole)),
  fragments: (socket) => {
    const bytes = Buffer.from(whole);
    for (let at = 0; at < bytes.length; at += 7) {
      socket.send(bytes.subarray(at, at + 7), { fin: at + 7 >= bytes.length, binary: false });
    }
  },
  'empty fragments': (socket) => {
    raw(socket).write(frame('', { fin: false }));
    raw(socket).write(frame(whole, { fin: false, opcode: 0 }));
    raw(socket).write(frame('', { opcode: 0 }));
  },
  'byte by byte': async (socket) => {
    raw(socket).setNoDelay(true);
    for (const byte of frame(whole)) {
      raw(socket).write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
  },
  'pings between fragments': (socket) => {
    const bytes = Buffer.from(whole);
    raw(socket).write(frame(bytes.subarray(0, 20), { fin: false }));
    raw(socket).write(frame('are you there', { opcode: 9 }));
    raw(socket).write(frame(bytes.subarray(20, 30), { fin: false, opcode: 0 }));
    raw(socket).write(frame('', { opcode: 10 }));
    raw(socket).write(frame(bytes.subarray(30), { opcode: 0 }));
  },
  'many in one write': (socket) =>
    raw(socket).write(Buffer.concat([frame(created), frame(delta('Grü')), frame(whole)])),
  big: (socket) => socket.send(JSON.stringify(answer({ metadata: { filler: 'ü'.repeat(1_500_000) } }))),
  burst: (socket) => {
    begin(socket);
    for (let i = 0; i < 1000; i += 1) socket.send(delta(`word ${i} `));
    socket.send(whole);
  },
  'other bytes': (socket) => {
    for (let i = 0; i < 50; i += 1) socket.send(Buffer.alloc(1000, i));
    socket.send('no JSON');
    socket.send('');
    socket.send('[1, 2');
    socket.send(whole);
  },
  'closed 1000': (socket) => {
    socket.send(whole);
    socket.close(1000, 'fine');
  },
  'closed 1011': (socket) => {
    begin(socket);
    socket.close(1011, 'The server had an error');
  },
  'closed 4000': (socket) => {
    begin(socket);
    socket.close(4000);
  },
  'closed without a code': (socket) => {
    begin(socket);
    socket.close();
  },
  'closed at once': (socket) => socket.close(1008, 'not allowed'),
  terminated: async (socket) => {
    begin(socket);
    await wait(20);
    socket.terminate();
  },
  ended: async (socket) => {
    begin(socket);
    await wait(20);
    raw(socket).end();
  },
  reset: async (socket) => {
    begin(socket);
    await wait(50);
    raw(socket).resetAndDestroy();
  },
  'an unknown opcode': (socket) => raw(socket).write(Buffer.from([0x83, 0])),
  'a masked frame': (socket) => raw(socket).write(frame(whole, { mask: true })),
  'bad text': (socket) => raw(socket).write(frame(Buffer.from([0xff, 0xfe, 0xfd]))),
  'a reserved bit': (socket) => raw(socket).write(Buffer.from([0xa1, 0])),
  'a long ping': (socket) => raw(socket).write(Buffer.concat([Buffer.from([0x89, 0x7e, 0, 200]), Buffer.alloc(200)])),
  'a bad closing code': (socket) => raw(socket).write(Buffer.from([0x88, 2, 0x03, 0xee])),
  'half a frame': (socket) => {
    raw(socket).write(frame(whole).subarray(0, 40));
    raw(socket).end();
  },
  flood: async (socket, seen) => {
    begin(socket);
    const filler = delta('x'.repeat(64 * 1024));
    for (let i = 0; i < 300; i += 1) socket.send(filler);
    seen.push(['waits', (await soon(() => socket.bufferedAmount > 0, 300)) === true]);
    socket.send(whole);
  },
  echo: () => undefined,
};

async function soon(condition, ms) {
  for (const until = Date.now() + ms; !condition() && Date.now() < until; ) await wait(5);
  return condition();
}

/** Answers to the request itself. */
const refusals = {
  'refused 401': (connection) =>
    connection.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 12\r\nx-request-id: req_1\r\n\r\nUnauthorized'),
  'refused 429': (connection) => connection.end('HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\n\r\n'),
  'no upgrade': (connection) => connection.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  redirected: (connection) => connection.end('HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n'),
  'a wrong key': (connection) =>
    connection.end(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: no\r\n\r\n',
    ),
  'hung up': (connection) => connection.destroy(),
  silence: () => undefined,
  garbage: (connection) => connection.end('garbage\r\n\r\n'),
  'half a head': (connection) => connection.end('HTTP/1.1 101 Switching Proto'),
};

const compressions = {
  packed: true,
  'packed anew': { serverNoContextTakeover: true, clientNoContextTakeover: true },
  'packed all': { threshold: 0, serverMaxWindowBits: 10 },
};

/** Head and first frame in one write, as a server in a hurry has them. */
function inOneWrite(request, connection) {
  const key = request.headers['sec-websocket-key'];
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
  connection.write(
    Buffer.concat([Buffer.from(head), frame(created), frame(delta('Grü')), frame(whole).subarray(0, 25)]),
  );
  connection.resume();
  setTimeout(() => {
    connection.write(frame(whole).subarray(25));
    connection.end(Buffer.from([0x88, 2, 0x03, 0xe8]));
  }, 20);
}

async function startServer() {
  /** Of each socket, what the server saw. */
  const seen = [];
  const server = http.createServer();
  const plain = new WebSocketServer({ noServer: true, handleProtocols: (all) => [...all][0] });
  const packed = Object.fromEntries(
    Object.entries(compressions).map(([name, perMessageDeflate]) => [
      name,
      new WebSocketServer({ noServer: true, perMessageDeflate }),
    ]),
  );
  server.on('upgrade', (request, connection, head) => {
    const script = new URL(request.url, 'http://server').searchParams.get('script') ?? 'whole';
    const [name, compression = ''] = script.split('/');
    const log = [];
    seen.push(log);
    connection.on('close', () => log.push('closed'));
    connection.on('error', () => undefined);
    if (refusals[name] !== undefined) return refusals[name](connection);
    if (name === 'in one write') return inOneWrite(request, connection);
    (packed[compression] ?? plain).handleUpgrade(request, connection, head, (socket) => {
      socket.on('error', (error) => log.push(['error', error.message]));
      socket.on('ping', (data) => log.push(['ping', String(data)]));
      socket.on('pong', (data) => log.push(['pong', String(data)]));
      socket.on('close', (code, reason) => log.push(['close', code, String(reason)]));
      socket.on('message', (data, isBinary) => {
        log.push([isBinary ? 'binary' : 'text', data.length, sha(data)]);
        if (isBinary || String(data).includes('response.create')) void scripts[name](socket, log);
        if (name === 'echo') socket.send(data, { binary: isBinary });
      });
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `ws://127.0.0.1:${port}`, port, seen, close };
}

module.exports = { startServer, sha, wait, soon, said };
