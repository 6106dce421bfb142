// A chat server. Only the route for feedback knows that the calls are recorded.
import express from 'express';
import OpenAI from 'openai';
import { currentSession, sendFeedback } from 'opentelemetry-exporter-honeyhive';

const openai = new OpenAI();
const chats = new Map();

const app = express().use(express.json());

app.post('/chat', async (request, response) => {
  const id = request.get('x-chat-id');
  const messages = chats.get(id) ?? [{ role: 'system', content: 'You are a terse guide to Europe.' }];
  chats.set(id, messages);
  messages.push({ role: 'user', content: request.body.question });

  const chunks = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let answer = '';
  response.type('text/plain');
  for await (const { choices } of chunks) {
    const text = choices[0]?.delta.content ?? '';
    answer += text;
    response.write(text);
  }
  messages.push({ role: 'assistant', content: answer });
  response.end('\n');
});

app.post('/feedback', (request, response) => {
  sendFeedback({ sessionId: currentSession().id, feedback: request.body });
  response.sendStatus(202);
});

const server = app.listen(process.env.PORT ?? 3000, () => console.log(`http://localhost:${server.address().port}`));
