const { converse } = require('../aws-bedrock/conversation.cjs');

converse(require('@aws-sdk/client-bedrock-runtime'));
