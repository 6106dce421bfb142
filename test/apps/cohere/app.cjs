const { converse } = require('./conversation.cjs');

converse(require('cohere-ai'));
