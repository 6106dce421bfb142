const Anthropic = require('@anthropic-ai/sdk');
const { converse } = require('../anthropic-conversation.cjs');

converse(Anthropic.Anthropic);
