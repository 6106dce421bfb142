// The least that a relay could do: pulls messages, posts a hundred at a time, four at once, and acknowledges them.
const http = require('node:http');
const { connect } = require('@nats-io/transport-node');
const { jetstream } = require('@nats-io/jetstream');

const [, , queue, url] = process.argv;
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

const post = (messages) =>
  new Promise((resolve, reject) => {
    const body = Buffer.concat([
      Buffer.from('{"model_events":['),
      ...messages.flatMap(({ data }, index) => (index === 0 ? [data] : [Buffer.from(','), data])),
      Buffer.from(']}'),
    ]);
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const request = http.request(`${url}/events/model/batch`, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', resolve);
    });
    request.on('error', reject).end(body);
  });

async function main() {
  const connection = await connect({ servers: queue });
  const consumer = await jetstream(connection).consumers.get('honeyhive', 'relay');
  let batch = [];
  let open = 0;
  const send = async (messages) => {
    open += 1;
    await post(messages);
    for (const message of messages) message.ack();
    open -= 1;
  };
  for await (const message of await consumer.consume({ max_messages: 500 })) {
    batch.push(message);
    if (batch.length < 87) continue;
    const messages = batch;
    batch = [];
    const sent = send(messages);
    if (open >= 4) await sent;
  }
}

void main();
