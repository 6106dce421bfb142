// Calls a model in a worker thread, which inherits the flags of the process or is started without any.
const { Worker } = require('node:worker_threads');

new Worker(`${__dirname}/question.cjs`, process.argv[2] === 'without flags' ? { execArgv: [] } : {});
