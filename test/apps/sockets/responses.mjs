// Talks to OpenAI's Responses API over sockets, by the SDK's helpers of two versions and by hand.
import OpenAI from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';
import OpenAI6 from 'openai-6';
import { ResponsesWS as ResponsesWS6 } from 'openai-6/resources/responses/ws';
import { WebSocket as OfPackage } from 'ws';

const baseURL = `${process.env.MODEL_URL}/v1`;
const byHand = (Socket) => () => {
  const socket = new Socket(`${baseURL.replace('http', 'ws')}/responses`);
  const opened = new Promise((resolve) => socket.addEventListener('open', resolve));
  return {
    on: (_, listener) => socket.addEventListener('message', ({ data }) => listener(JSON.parse(data))),
    send: async (event) => {
      await opened;
      socket.send(JSON.stringify(event));
    },
    socket,
  };
};
const helpers = [
  ['helper', () => new ResponsesWS(new OpenAI({ apiKey: 'sk-secret', baseURL }))],
  ['helper of 6', () => new ResponsesWS6(new OpenAI6({ apiKey: 'sk-secret', baseURL }))],
  ['ws', byHand(OfPackage)],
  ...(globalThis.WebSocket ? [['global', byHand(globalThis.WebSocket)]] : []),
];

async function talk(name, connect) {
  const connection = connect();
  const types = [];
  let onEnd = () => undefined;
  connection.on('event', (event) => {
    types.push(event.type);
    if (/completed|incomplete|^error/.test(event.type)) onEnd(event.response?.id);
  });
  if (name.startsWith('helper')) connection.on('error', (error) => types.push(`error: ${error.message}`));
  const closed = new Promise((resolve) =>
    connection.socket.on
      ? connection.socket.on('close', resolve)
      : connection.socket.addEventListener('close', resolve),
  );
  const ask = (text, more = {}) => {
    const ended = new Promise((resolve) => {
      onEnd = resolve;
    });
    const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: `${text} (${name})` }] }];
    connection.send({ type: 'response.create', model: 'gpt-5', input, ...more });
    return ended;
  };
  const id = await ask('first', {
    instructions: 'Be brief.',
    tools: [{ type: 'function', name: 'weather', parameters: {} }],
  });
  await ask('second', { previous_response_id: id });
  await ask('[[error]] third');
  await ask('[[incomplete]] fourth');
  void ask('[[drop]] last');
  await closed;
  console.log(name, types.join('\n  '));
}

for (const [name, connect] of helpers) await talk(name, connect);
