const { converse } = require('../ai-conversation.cjs');

converse(require('ai-6'), require('@ai-sdk/openai-3'));
