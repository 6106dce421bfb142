const { converseWithClaude } = require('../ai-conversation.cjs');

converseWithClaude(require('ai'), require('@ai-sdk/anthropic'));
