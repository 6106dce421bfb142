// An app that makes a call of a model, and has a child process do the rest: its arguments are those of the child.
const { spawn } = require('node:child_process');
const { ask } = require('../../apps/ask.cjs');

const [, , ...args] = process.argv;
ask().then(() => spawn(process.execPath, args, { stdio: 'inherit' }));
