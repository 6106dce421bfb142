const Sentry = require('@sentry/node');

Sentry.init({ dsn: process.env.SENTRY_DSN, tracesSampleRate: 1 });
const { OpenAI } = require('openai');
const { ask } = require('../ask.cjs');
const { converse } = require('../monitored.cjs');

async function main() {
  const answers = await Sentry.startSpan({ name: 'answer', op: 'function' }, () => converse(OpenAI, ask));
  Sentry.captureMessage('answered');
  await Sentry.flush(5000);
  console.log(JSON.stringify(answers));
}
main();
