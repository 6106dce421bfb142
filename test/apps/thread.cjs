// Calls a model in a worker thread, which inherits the flags of the process, is started without any, or from a string.
const { Worker } = require('node:worker_threads');

const app = `${__dirname}/question.cjs`;
if (process.argv[2] === 'from a string') new Worker(`require(${JSON.stringify(app)})`, { eval: true });
else new Worker(app, process.argv[2] === 'without flags' ? { execArgv: [] } : {});
