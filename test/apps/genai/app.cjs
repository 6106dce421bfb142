const { converse } = require('./conversation.cjs');

converse(require('@google/genai'));
