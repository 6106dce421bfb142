const { converse } = require('../genai/conversation.cjs');

converse(require('@google/genai'));
