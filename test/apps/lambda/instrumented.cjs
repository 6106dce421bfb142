// A preload of the function's: OpenTelemetry's instrumentation of Lambda, which waits for the module that `_HANDLER` names.
const { writeSync } = require('node:fs');
const { AwsLambdaInstrumentation } = require('@opentelemetry/instrumentation-aws-lambda');

new AwsLambdaInstrumentation({
  requestHook: (_span, { context }) => writeSync(2, `instrumented ${context.functionName}\n`),
});
