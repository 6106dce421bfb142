const { converse } = require('./conversation.cjs');

converse(require('@aws-sdk/client-bedrock-runtime'));
