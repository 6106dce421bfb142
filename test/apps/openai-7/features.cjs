const { converse } = require('../openai-features.cjs');

const { APIPromise } = require('openai/core/api-promise');

converse({ ...require('openai'), APIPromise }, require('openai/helpers/zod'), require('zod'));
