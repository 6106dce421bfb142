const { converse } = require('../conversation.cjs');

converse(require('openai').OpenAI);
