const { converse } = require('./conversation.cjs');

converse(require('ollama'));
