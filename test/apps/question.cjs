const { ask } = require('./ask.cjs');

ask().then(console.log);
