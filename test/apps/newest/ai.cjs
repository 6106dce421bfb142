const { converse } = require('../ai-conversation.cjs');

converse(require('ai'), require('@ai-sdk/openai'));
