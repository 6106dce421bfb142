const tracer = require('dd-trace').init({ url: process.env.AGENT_URL, flushInterval: 100, startupLogs: false });

new tracer.TracerProvider().register(); // its OpenTelemetry provider
const { OpenAI } = require('openai');
const { ask } = require('../ask.cjs');
const { converse } = require('../monitored.cjs');

async function main() {
  const answers = await tracer.trace('answer', () => converse(OpenAI, ask));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  console.log(JSON.stringify(answers));
}
main();
