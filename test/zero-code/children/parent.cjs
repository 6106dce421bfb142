// An app that makes a call of a model before its child process runs, and one after: its arguments are those of the child.
const { spawn } = require('node:child_process');
const { ask } = require('../../apps/ask.cjs');

const [, , ...args] = process.argv;
ask().then(() => spawn(process.execPath, args, { stdio: 'inherit' }).on('exit', () => ask()));
