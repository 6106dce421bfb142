// An ordinary app: it does not import OpenTelemetry, HoneyHive or this package.
import OpenAI from 'openai';

const openai = new OpenAI();
const model = 'gpt-4o-mini';

const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The current weather of a place',
      parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
    },
  },
];
const weatherIn = { 'Paris, France': '18 °C, sunny', '東京 🗼': '24 °C, light rain' };

async function converse() {
  const messages = [
    { role: 'system', content: 'Use the tools when they help.' },
    { role: 'user', content: 'What is the weather in Paris and in Tokyo?' },
  ];
  for (;;) {
    const { choices } = await openai.chat.completions.create({ model, messages, tools, temperature: 0.2 });
    const { message } = choices[0];
    messages.push(message);
    if (message.tool_calls === undefined) return message.content;
    for (const { id, function: call } of message.tool_calls) {
      const { place } = JSON.parse(call.arguments);
      messages.push({ role: 'tool', tool_call_id: id, content: weatherIn[place] ?? 'unknown' });
    }
  }
}

async function stream() {
  const chunks = await openai.chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'What is the capital of France?' }],
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  for await (const chunk of chunks) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

async function fail() {
  try {
    await openai.chat.completions.create({
      model: 'gpt-nope',
      messages: [{ role: 'user', content: 'Are you there?' }],
    });
    return 'The model exists.';
  } catch (error) {
    return `This call failed, as intended, and the app continues: ${error.message}`;
  }
}

console.log(await converse());
console.log(await stream());
console.log(await fail());
