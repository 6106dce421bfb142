// Its OpenTelemetry is set up by `--require @opentelemetry/auto-instrumentations-node/register`.
const api = require('@opentelemetry/api');
const { OpenAI } = require('openai');
const { run } = require('../agent.cjs');

async function main() {
  await run(api);
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: process.env.MODEL_URL });
  const { choices } = await client.chat.completions.create({
    model: 'gpt-4o',
    messages: [{ role: 'user', content: 'What is the capital of France?' }],
  });
  console.log(choices[0].message.content);
}
main();
