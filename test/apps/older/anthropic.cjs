const { converse } = require('../anthropic-conversation.cjs');

converse(require('@anthropic-ai/sdk').Anthropic);
