import { messageOf, startApp } from './app-process.mjs';

export const questions = [
  'What is the weather in Paris and in Tokyo, and what time is it?',
  'What is the capital of France?',
  'Say that again, please.',
];

/** Three turns of a chat, each a request of its own. */
export async function chat(env) {
  const settings = { HH_EVENTS_API: 'v1', HH_EVENTS: 'all', HH_SESSION_HEADER: 'x-chat-id' };
  const server = startApp('chat.mjs', settings, env);
  const { port } = await messageOf(server);
  for (const question of questions) {
    const response = await fetch(`http://127.0.0.1:${port}/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-chat-id': 'chat-7' },
      body: JSON.stringify({ question }),
    });
    console.log(`› ${question}\n‹ ${(await response.json()).answer}`);
  }
  server.app.disconnect();
  await server.ended;
}
