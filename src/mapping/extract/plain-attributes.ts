import { isId } from '../../privacy/plain-values';

/** Attributes whose texts are names, ids, versions or words of a fixed set, by OpenTelemetry's conventions and by SDKs. */
const plainNames: ReadonlySet<string> = new Set([
  ...['gen_ai.operation.name', 'gen_ai.agent.id', 'gen_ai.agent.name', 'gen_ai.agent.version', 'gen_ai.prompt.name'],
  ...['gen_ai.prompt.version', 'gen_ai.request.previous_response.id', 'gen_ai.response.status', 'gen_ai.output.type'],
  ...['server.address', 'client.address', 'network.peer.address', 'network.local.address', 'network.transport'],
  ...['network.type', 'network.protocol.name', 'network.protocol.version', 'network.connection.type'],
  ...['http.request.method', 'http.method', 'http.route', 'http.flavor', 'http.scheme', 'http.host', 'url.scheme'],
  ...['url.domain', 'http.response.header.x-request-id', 'error.type'],
  ...['service.name', 'service.namespace', 'service.version', 'service.instance.id', 'service.peer.name'],
  ...['telemetry.sdk.name', 'telemetry.sdk.version', 'telemetry.sdk.language', 'telemetry.distro.name'],
  ...['telemetry.distro.version', 'openai.api.type', 'openai.api_version', 'openai.request.service_tier'],
  ...['openai.response.service_tier', 'openai.response.system_fingerprint', 'aws.request_id', 'aws.request.id'],
  ...['aws.region', 'aws.bedrock.guardrail.id', 'aws.bedrock.knowledge_base.id', 'azure.client.id'],
  ...['azure.resource_provider.namespace', 'azure.service.request.id', 'azure.cosmosdb.response.region'],
  ...['thread.id', 'thread.name', 'code.function', 'code.function.name', 'code.namespace', 'code.filepath'],
  ...['code.file.path', 'host.id', 'host.name', 'host.arch', 'host.type', 'process.runtime.name'],
  ...['process.runtime.version', 'process.executable.name', 'deployment.environment', 'deployment.environment.name'],
  ...['deployment.id', 'deployment.name', 'session.id', 'session.previous_id', 'user.id', 'user.hash', 'enduser.id'],
]);

const isText = (value: unknown): boolean => typeof value === 'string' && isId(value);

/** Whether an attribute is known to quote no prompt and no answer. Every text of an unknown name could. */
export function isPlainAttribute(name: string, value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return isId(name);
  return plainNames.has(name) && (isText(value) || (Array.isArray(value) && value.every(isText)));
}
