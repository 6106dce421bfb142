const { byFetch } = require('./http-clients.cjs');
const { converse } = require('./http-conversation.cjs');

converse(byFetch);
