import { evaluationMetrics } from '../../../src/mapping/extract/evaluation-metrics';
import { isPlainAttribute } from '../../../src/mapping/extract/plain-attributes';
import { plainFact } from '../../../src/mapping/extract/plain-facts';
import { resourceInRecord, resourceMetadata } from '../../../src/mapping/extract/resource-fields';
import type { Fact } from '../../../src/mapping/read/facts';
import { recordOf } from '../../support/call';

const sentence = 'The name of my cat, please.';

test.each<[Fact, unknown, unknown]>([
  ['provider', 'openai', 'openai'],
  ['provider', sentence, undefined],
  ['requestModel', 'Llama 3 8B Instruct', 'Llama 3 8B Instruct'],
  ['responseModel', sentence, undefined],
  ['responseId', 'chatcmpl-1', 'chatcmpl-1'],
  ['conversationId', sentence, undefined],
  ['instructions', [], undefined],
  ['input', [], undefined],
  ['output', [], undefined],
  ['outputs', { score: 1 }, undefined],
  ['finishReasons', ['stop', sentence], ['stop']],
  ['finishReasons', [sentence], undefined],
  ['tools', [], undefined],
  ['toolChoice', { type: 'auto' }, 'auto'],
  ['toolChoice', 'weather', undefined],
  ['responseFormat', { type: 'json_schema', json_schema: { name: 'cat' } }, { type: 'json_schema' }],
  ['template', [], undefined],
  ['templateInputs', { name: 'Ada' }, undefined],
  ['temperature', 0, 0],
  ['stop', ['cat'], undefined],
  ['reasoning_effort', 'low', 'low'],
  ['reasoning_effort', sentence, undefined],
  ['thinking', { type: 'enabled', budget_tokens: 1024 }, { type: 'enabled', budget_tokens: 1024 }],
  ['service_tier', 'flex', 'flex'],
  ['encoding_formats', ['float'], ['float']],
  ['otherParameters', { logprobs: true, suffix: 'cat' }, { logprobs: true }],
  ['cost', 0.5, 0.5],
  ['error', 'No cat.', 'error'],
  ['eventName', 'answer', 'answer'],
  ['eventName', sentence, undefined],
  ['project', 'My project', 'My project'],
  ['project', 'My\nproject', undefined],
  ['source', `x\n${'y'.repeat(128)}`, undefined],
  ['sessionName', 'x'.repeat(513), undefined],
  ['sessionName', 'Chat with Ada', undefined],
  ['sessionName', 'support', 'support'],
  ['session', 'Chat with Ada', 'Chat with Ada'],
  ['user', 'ada', 'ada'],
  ['user', sentence, undefined],
  ['metadata', { tier: 'gold', note: sentence }, { tier: 'gold' }],
  ['feedback', { note: sentence }, undefined],
  ['evaluations', { tone: 0.5, tone_explanation: 'kind' }, { tone: 0.5 }],
])('without content, of the fact %s %j is kept: %j', (fact, value, expected) => {
  expect(plainFact(fact, value)).toEqual(expected);
});

test('metrics of evaluations are those that say anything', () => {
  const log = (attributes: Readonly<Record<string, unknown>>) => ({
    name: 'gen_ai.evaluation.result',
    attributes,
    body: undefined,
  });
  const tone = { 'gen_ai.evaluation.name': 'tone', 'gen_ai.evaluation.explanation': 'It is kind.' };
  expect(evaluationMetrics([log(tone)], true)).toEqual({ tone_explanation: 'It is kind.' });
  expect(evaluationMetrics([log(tone)], false)).toBeUndefined();
  expect(evaluationMetrics([log({})], true)).toBeUndefined();
  expect(evaluationMetrics([], true)).toBeUndefined();
});

/** Attributes of a call as SDKs write them, none of which quotes what was said. */
const plain = {
  ...{
    'gen_ai.agent.id': 'asst_1',
    'gen_ai.agent.name': 'helper',
    'gen_ai.agent.version': '1.2',
    'gen_ai.prompt.name': 'greet',
  },
  ...{
    'gen_ai.prompt.version': '3',
    'gen_ai.request.previous_response.id': 'resp_1',
    'gen_ai.response.status': 'completed',
  },
  ...{ 'server.address': 'api.openai.com', 'client.address': '10.0.0.1' },
  ...{ 'network.peer.address': '10.0.0.2', 'network.local.address': '10.0.0.3', 'network.transport': 'tcp' },
  ...{ 'network.type': 'ipv4', 'network.protocol.name': 'http', 'network.protocol.version': '1.1' },
  ...{
    'network.connection.type': 'wifi',
    'http.request.method': 'POST',
    'http.method': 'POST',
    'http.route': '/v1/chat',
  },
  ...{ 'http.flavor': '1.1', 'http.scheme': 'https', 'http.host': 'api.openai.com', 'url.scheme': 'https' },
  ...{ 'url.domain': 'openai.com', 'http.response.header.x-request-id': ['req_1'] },
  ...{ 'service.namespace': 'shop', 'service.instance.id': 'i-1', 'service.peer.name': 'gateway' },
  ...{ 'telemetry.sdk.name': 'opentelemetry', 'telemetry.sdk.version': '2.0.0', 'telemetry.sdk.language': 'nodejs' },
  ...{ 'telemetry.distro.name': 'acme', 'telemetry.distro.version': '1.0', 'openai.api.type': 'chat_completions' },
  ...{ 'openai.api_version': 'v1', 'openai.response.system_fingerprint': 'fp_1', 'aws.request_id': 'r-1' },
  ...{ 'aws.request.id': 'r-2', 'aws.region': 'us-east-1', 'aws.bedrock.guardrail.id': 'g-1' },
  ...{
    'aws.bedrock.knowledge_base.id': 'kb-1',
    'azure.client.id': 'c-1',
    'azure.resource_provider.namespace': 'Microsoft.X',
  },
  ...{
    'azure.service.request.id': 'r-3',
    'azure.cosmosdb.response.region': 'eu',
    'thread.id': 't-1',
    'thread.name': 'main',
  },
  ...{ 'code.function': 'f', 'code.function.name': 'app.f', 'code.namespace': 'app', 'code.filepath': '/app/f.js' },
  ...{
    'code.file.path': '/app/f.ts',
    'host.id': 'h-1',
    'host.name': 'web-1',
    'host.arch': 'amd64',
    'host.type': 'm5.large',
  },
  ...{ 'process.runtime.name': 'nodejs', 'process.runtime.version': '20.1.0', 'process.executable.name': 'node' },
  ...{ 'deployment.id': 'd-1', 'deployment.name': 'blue', 'session.previous_id': 's-0', 'user.hash': 'a1' },
};

test('without content, names, ids and versions by the conventions are in the metadata', () => {
  expect(recordOf(plain, { captureContent: false }).metadata).toMatchObject(plain);
});

test.each<[string, string, unknown, boolean]>([
  ['a number of any name', 'app.retries', 2, true],
  ['a flag', 'app.cached', false, true],
  ['a number whose name is a sentence', sentence, 2, false],
  ['a text of an unknown name', 'app.note', 'cat', false],
  ['a sentence of a known name', 'http.route', sentence, false],
  ['a list of ids', 'http.response.header.x-request-id', ['req_1', 'req_2'], true],
  ['a list with a sentence', 'http.response.header.x-request-id', ['req_1', sentence], false],
  ['an object', 'http.route', { note: 'cat' }, false],
  ['a version', 'service.version', '1.0', true],
  ['a user', 'enduser.id', 'ada', true],
])('whether an attribute quotes nothing: %s', (_what, name, value, expected) => {
  expect(isPlainAttribute(name, value)).toBe(expected);
});

test('what SDKs call a service without a name is no name', () => {
  const others = (own: object, fallback?: object) => resourceInRecord({ ...own }, fallback && { ...fallback }).others;
  expect(others({ 'service.name': 'unknown_service' })).toEqual({});
  expect(others({ 'service.name': 'unknown_service:node' })).toEqual({});
  expect(others({ 'service.name': 'shop' })).toEqual({ 'service.name': 'shop' });
  expect(others({}, { 'service.name': 'shop' })).toEqual({ 'service.name': 'shop' });
});

test('the environment is the source, or stands beside another', () => {
  const older = resourceInRecord({ 'deployment.environment': 'prod', 'service.name': 'prod' }, undefined);
  expect(older).toEqual({ environment: 'prod', others: { 'service.name': 'prod' } });
  expect(resourceMetadata(older, 'prod')).toEqual({ 'service.name': 'prod' });
  expect(resourceMetadata(older, 'ci')).toEqual({ 'service.name': 'prod', 'deployment.environment.name': 'prod' });
  expect(resourceMetadata(resourceInRecord({ 'service.name': 'shop' }, undefined), 'ci')).toEqual({
    'service.name': 'shop',
  });
  expect(
    resourceInRecord({ 'deployment.environment': 'a', 'deployment.environment.name': 'b' }, undefined).environment,
  ).toBe('b');
});
