const { converse } = require('../ai-conversation.cjs');

converse(require('ai-5'), require('@ai-sdk/openai-2'));
