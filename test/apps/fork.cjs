// Runs an app in a process of its own.
require('node:child_process').fork(process.argv[2] ?? `${__dirname}/question.cjs`);
