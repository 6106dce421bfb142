// Loads `node:http2`, connects over TLS and calls a model, all in one turn of the event loop, so long after it has started.
const [origin, waitMs] = process.argv.slice(2);

function ask() {
  const session = require('node:http2').connect(origin, { rejectUnauthorized: false });
  const request = session.request({ ':method': 'POST', ':path': '/v1/chat/completions' });
  request.on('close', () => session.close()).resume();
  request.end(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'How are you?' }] }));
}

if (waitMs === undefined) ask();
else setTimeout(ask, Number(waitMs));
