const api = require('@opentelemetry/api');
const { run } = require('../agent.cjs');
const telemetry = require('./telemetry.cjs');

run(api, api.logs).then(() => telemetry.report());
