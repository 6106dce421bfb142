// Talks to OpenAI's Realtime API by the SDK's helpers of two versions, over both classes of sockets.
import OpenAI from 'openai';
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import OpenAI6 from 'openai-6';
import { OpenAIRealtimeWS as OpenAIRealtimeWS6 } from 'openai-6/realtime/ws';

const baseURL = `${process.env.MODEL_URL}/v1`;
const model = 'gpt-realtime';
const client = new OpenAI({ apiKey: 'sk-secret', baseURL });
const helpers = [
  ['ws', () => new OpenAIRealtimeWS({ model }, client)],
  ['ws of 6', () => new OpenAIRealtimeWS6({ model }, new OpenAI6({ apiKey: 'sk-secret', baseURL }))],
  ...(globalThis.WebSocket ? [['global', () => new OpenAIRealtimeWebSocket({ model }, client)]] : []),
];

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
const user = (text) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
const tools = [{ type: 'function', name: 'weather', description: 'Of a city', parameters: { type: 'object' } }];

async function talk(name, connect) {
  const realtime = connect();
  const types = [];
  const waiting = [];
  const next = (type) => new Promise((resolve) => waiting.push([type, resolve]));
  const seen = (event) => {
    types.push(event.type);
    const at = waiting.findIndex(([type]) => type === event.type);
    if (at !== -1) waiting.splice(at, 1)[0][1](event);
  };
  realtime.on('event', seen);
  realtime.on('error', (error) => types.push(`error: ${error.message}`));
  const closed = new Promise((resolve) => realtime.socket.addEventListener('close', ({ code }) => resolve(code)));
  await next('session.created');
  realtime.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Be brief.', tools } });
  await next('session.updated');
  const ask = async (text, response) => {
    await pause(); // so that no two calls begin in one millisecond, by which the records are ordered
    realtime.send({ type: 'conversation.item.create', item: user(`${text} (${name})`) });
    realtime.send({ type: 'response.create', ...(response && { response }) });
    return next('response.done');
  };
  await ask('first');
  await ask('[[tool]] second', { temperature: 0.7, metadata: { topic: 'weather' } });
  const output = JSON.stringify({ sky: 'clear' });
  realtime.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: 'call_1', output },
  });
  realtime.send({ type: 'response.create' });
  await next('response.done');
  await ask('[[audio]] third', { instructions: 'Speak slowly.', output_modalities: ['audio'] });
  realtime.send({ type: 'conversation.item.truncate', item_id: 'none', content_index: 0, audio_end_ms: 100 });
  await ask('[[fail]] fourth');
  const failed = next('error');
  realtime.send({ type: 'conversation.item.create', item: user(`[[error]] fifth (${name})`) });
  realtime.send({ type: 'response.create' });
  await failed;
  await ask('[[incomplete]] sixth');
  const delta = next('response.output_text.delta');
  const done = ask('[[wait]] seventh');
  await delta;
  await new Promise((resolve) => setTimeout(resolve, 50));
  realtime.send({ type: 'response.cancel' });
  await done;
  await ask('apart', { conversation: 'none', input: [user(`out of band (${name})`)] });
  for (let i = 0; i < 2; i += 1) {
    realtime.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(3000, i + 1).toString('base64') });
  }
  const format = { type: 'audio/pcm', rate: 24000 };
  const input = { format, transcription: { model: 'gpt-4o-transcribe' }, turn_detection: null };
  realtime.send({ type: 'session.update', session: { type: 'realtime', audio: { input } } });
  realtime.send({ type: 'input_audio_buffer.commit' });
  realtime.send({ type: 'response.create' });
  await next('response.done');
  const spoken = { ...input, turn_detection: { type: 'server_vad' } };
  realtime.send({ type: 'session.update', session: { type: 'realtime', audio: { input: spoken } } });
  await next('session.updated');
  const transcript = next('conversation.item.input_audio_transcription.completed');
  for (let i = 0; i < 3; i += 1) {
    realtime.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(2400, i + 5).toString('base64') });
  }
  await transcript;
  await pause();
  realtime.send({ type: 'conversation.item.create', item: user(`[[drop]] last (${name})`) });
  realtime.send({ type: 'response.create' });
  types.push(await closed);
  console.log(name, types.join('\n  '));
}

for (const [name, connect] of helpers) await talk(name, connect);
