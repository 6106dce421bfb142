const { converse } = require('../langchain-conversation.cjs');

converse(require('@langchain/openai'));
