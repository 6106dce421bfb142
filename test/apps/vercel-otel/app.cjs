const api = require('@opentelemetry/api');
const { registerOTel } = require('@vercel/otel');
const { run } = require('../agent.cjs');

const names = [];
const own = {
  onStart() {},
  onEnd: ({ name }) => names.push(name),
  forceFlush: async () => {},
  shutdown: async () => {},
};
registerOTel({ serviceName: 'app', spanProcessors: [own] });

run(api).then(() => console.log(JSON.stringify(names)));
