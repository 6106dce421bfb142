const { converse } = require('../ollama/conversation.cjs');

converse(require('ollama'));
