const { converse } = require('../mistral-conversation.cjs');

converse(require('@mistralai/mistralai'));
