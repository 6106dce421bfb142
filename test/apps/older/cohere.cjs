const { converse } = require('../cohere/conversation.cjs');

converse(require('cohere-ai'));
