const api = require('@opentelemetry/api');
const { logs } = require('@opentelemetry/api-logs');
const { run } = require('../agent.cjs');
const telemetry = require('./telemetry.cjs');

run(api, logs).then(() => telemetry.report());
