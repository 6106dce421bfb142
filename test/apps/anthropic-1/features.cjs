const { converse } = require('../anthropic-features.cjs');

const { APIPromise } = require('@anthropic-ai/sdk/core/api-promise');
const { betaZodTool } = require('@anthropic-ai/sdk/helpers/beta/zod');
const { zodOutputFormat } = require('@anthropic-ai/sdk/helpers/zod');

converse({ ...require('@anthropic-ai/sdk'), APIPromise }, { zodOutputFormat, betaZodTool }, require('zod'));
