import { isModelCall, toModelEvent } from '../../../src/mapping';
import { chatSpan } from '../../support/call';
import { fixture, spanOf } from '../../support/fixture';

test("a refused call of a model's own API has a record, though its span has neither operation nor usage", () => {
  const [record] = fixture('otel-aws-sdk-0.78.0--default', 'invoke-err-400').spans.map((span) =>
    toModelEvent(spanOf(span)),
  );
  expect(record).toMatchObject({
    model: 'anthropic.claude-3-5-sonnet-20240620-v1:0',
    provider: 'aws.bedrock',
    error: 'ValidationException: Malformed input request: #: required key [messages] not found',
    hyperparameters: { max_tokens: 100, temperature: 0.1, top_p: 0.9, stop: ['X'] },
  });
});

test.each([
  ['BedrockRuntime', 'InvokeModelWithResponseStream', true],
  ['BedrockRuntime', 'InvokeModelWithBidirectionalStream', true],
  ['BedrockRuntime', 'Converse', true],
  ['BedrockRuntime', 'ConverseStream', true],
  ['Lambda', 'Converse', false],
  ['BedrockRuntime', 'ApplyGuardrail', false],
  ['S3', 'GetObject', false],
])('of the calls of the AWS SDK, %s %s is a model call: %s', (service, method, expected) => {
  const span = chatSpan({ 'gen_ai.operation.name': undefined, 'rpc.service': service, 'rpc.method': method });
  expect(isModelCall(span)).toBe(expected);
});
