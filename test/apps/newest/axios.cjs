const axios = require('axios');
const { byAxios } = require('../http-clients.cjs');
const { converse } = require('../http-conversation.cjs');

converse(byAxios(axios));
