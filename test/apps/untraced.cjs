// An app with a context manager and no tracer provider: its spans are active, and their ids are zeros.
const { createRequire } = require('node:module');
const load = createRequire(require('node:path').join(__dirname, 'sdk-2/package.json'));
const { context, trace } = load('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = load('@opentelemetry/context-async-hooks');
const { ask } = require('./ask.cjs');

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const calls = [1, 2, 3].map((n) => trace.getTracer('app').startActiveSpan(`request ${n}`, ask));
Promise.all(calls).then((answers) => console.log(answers.length));
