const { OpenAI } = require('openai');
const { converse } = require('../responses-conversation.cjs');

converse(OpenAI);
