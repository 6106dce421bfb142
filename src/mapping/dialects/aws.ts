import type { Attributes } from '../span/attribute-names';
import type { Dialect } from './dialect';

/** OpenTelemetry's instrumentation of the AWS SDK: the conventions, but without an operation where a model's own API is called. */
export const aws: Dialect = { name: 'aws', isModelCall, reads: {} };

const modelMethods = new Set<unknown>([
  ...['InvokeModel', 'InvokeModelWithResponseStream', 'InvokeModelWithBidirectionalStream'],
  ...['Converse', 'ConverseStream'],
]);

function isModelCall(attributes: Attributes): boolean | undefined {
  const isModelMethod = attributes['rpc.service'] === 'BedrockRuntime' && modelMethods.has(attributes['rpc.method']);
  return isModelMethod || undefined;
}
