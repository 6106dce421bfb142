// An ordinary chat server with an agent and two tools: it does not import HoneyHive or this package. Its spans of OpenTelemetry, by
// the GenAI conventions, say what is an agent and what is a tool, as those of a framework do.
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import OpenAI from 'openai';

new NodeTracerProvider().register();
const tracer = trace.getTracer('travel-agent');
const openai = new OpenAI();

const places = { 'Paris, France': ['18 °C, sunny', '14:05'], '東京 🗼': ['24 °C, light rain', '21:05'] };
const run = {
  get_weather: ({ place }) => places[place]?.[0] ?? 'unknown',
  get_time: ({ place }) => places[place]?.[1] ?? 'unknown',
};
const tools = [
  ['get_weather', 'The current weather of a place'],
  ['get_time', 'The local time of a place'],
].map(([name, description]) => ({
  type: 'function',
  function: {
    name,
    description,
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
}));

/** Runs something inside a span. */
const spanned = (name, attributes, work) =>
  tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } finally {
      span.end();
    }
  });

const useTool = ({ id, function: { name, arguments: given } }) =>
  spanned(
    `execute_tool ${name}`,
    { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name, 'gen_ai.tool.call.arguments': given },
    async (span) => {
      const result = run[name](JSON.parse(given));
      span.setAttribute('gen_ai.tool.call.result', result);
      return { role: 'tool', tool_call_id: id, content: result };
    },
  );

const answer = (messages) =>
  spanned(
    'invoke_agent travel agent',
    { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'travel agent' },
    async () => {
      for (;;) {
        // What a tool has found is not looked up again in the same chat.
        const tool_choice = messages.some(({ role }) => role === 'tool') ? 'none' : 'auto';
        const { choices } = await openai.chat.completions.create({
          model: 'gpt-4o-mini',
          messages,
          tools,
          tool_choice,
        });
        const { message } = choices[0];
        messages.push(message);
        if (message.tool_calls === undefined) return message.content;
        for (const call of message.tool_calls) messages.push(await useTool(call));
      }
    },
  );

const chats = new Map();

const server = createServer(async (request, response) => {
  const chat = request.headers['x-chat-id'];
  const messages = chats.get(chat) ?? [{ role: 'system', content: 'Use the tools when they help.' }];
  chats.set(chat, messages);
  messages.push({ role: 'user', content: (await json(request)).question });
  response.end(JSON.stringify({ answer: await answer(messages) }));
});

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.once('disconnect', () => {
  server.close();
  server.closeAllConnections();
});
