const { converse } = require('../conversation.cjs');

converse(require('groq-sdk').Groq);
