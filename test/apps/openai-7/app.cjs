const { OpenAI } = require('openai');
const { converse } = require('../conversation.cjs');

converse(OpenAI);
