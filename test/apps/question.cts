const { ask } = require('./ask.cjs') as { ask: () => Promise<string> };

ask().then((answer: string) => console.log(answer));
