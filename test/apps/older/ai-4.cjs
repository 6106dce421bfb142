const { converse } = require('../ai-conversation.cjs');

converse(require('ai-4'), require('@ai-sdk/openai-1'));
