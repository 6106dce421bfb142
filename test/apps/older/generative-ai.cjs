const { converse } = require('../generative-ai-conversation.cjs');

converse(require('@google/generative-ai'));
