// Runs an app in a thread of its own.
const { resolve } = require('node:path');
const { Worker } = require('node:worker_threads');

new Worker(resolve(process.argv[2]));
