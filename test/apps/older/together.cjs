const { converse } = require('../conversation.cjs');

converse(require('together-ai').Together);
