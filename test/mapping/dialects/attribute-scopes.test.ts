import { isInherited, isInheritedByChildren } from '../../../src/mapping';
import { isAboutExchange } from '../../../src/mapping/extract/attribute-scope';

/** Session, user, agent, workflow and the app's own fields, as each dialect calls them. */
describe('for all spans below holds what is said of the app, its user and the agent by', () => {
  test.each<[string, readonly string[]]>([
    ['any instrumentation', ['session.id', 'microsoft.session.id', 'user.id', 'enduser.id']],
    [
      'the conventions',
      [
        ...['gen_ai.conversation.id', 'gen_ai.agent.id', 'gen_ai.agent.name', 'gen_ai.agent.version'],
        ...['gen_ai.agent.description', 'gen_ai.workflow.name'],
      ],
    ],
    [
      'HoneyHive',
      [
        ...['honeyhive.session_id', 'honeyhive.session_name', 'honeyhive.project', 'honeyhive.source'],
        ...['honeyhive.run_id', 'honeyhive.dataset_id', 'honeyhive.datapoint_id'],
        ...['honeyhive.metadata.tier', 'honeyhive.user_properties.plan'],
      ],
    ],
    [
      'OpenLLMetry',
      [
        ...['traceloop.workflow.name', 'traceloop.entity.name', 'traceloop.entity.path'],
        'traceloop.association.properties.tier',
      ],
    ],
    ['OpenInference', ['tag.tags', 'metadata', 'agent.name']],
    ['the Vercel AI SDK', ['ai.telemetry.functionId', 'ai.telemetry.metadata.tier', 'ai.settings.context.tier']],
    ['Langfuse', ['langfuse.session.id', 'langfuse.user.id', 'langfuse.trace.name', 'langfuse.trace.metadata.tier']],
    ['LangWatch', ['langwatch.thread.id', 'langwatch.user.id']],
    ['LangSmith', ['langsmith.metadata.tier']],
    ['Mastra', ['mastra.metadata.tier']],
    ['Laminar', ['lmnr.association.properties.tier']],
    ['Genkit', ['genkit:sessionId']],
    ["Google's ADK", ['gcp.vertex.agent.session_id']],
  ])('%s', (_whose, names) => {
    expect(names.filter((name) => !isInherited(name))).toEqual([]);
    expect(names.filter((name) => !isInheritedByChildren(name))).toEqual([]);
  });
});

test('for the spans directly below holds the template of a prompt', () => {
  const names = [
    ...['gen_ai.prompt.name', 'gen_ai.prompt.version', 'gen_ai.prompt.variable.city', 'honeyhive.template'],
    ...['traceloop.prompt.key', 'llm.prompt_template.version'],
  ];
  expect(names.filter(isInherited)).toEqual([]);
  expect(names.filter((name) => !isInheritedByChildren(name))).toEqual([]);
});

/** What several spans of one call would say twice, or of the request below them. */
describe('of one exchange with the model alone is what is said of it by', () => {
  test.each<[string, readonly string[]]>([
    ['any instrumentation', ['error.type', 'server.port', 'http.request.method', 'url.full', 'network.peer.address']],
    [
      'the conventions',
      [
        ...['gen_ai.operation.name', 'gen_ai.system.instructions', 'gen_ai.provider.name', 'gen_ai.request.model'],
        ...['gen_ai.response.id', 'gen_ai.usage.input_tokens', 'gen_ai.output.type', 'gen_ai.input.messages'],
      ],
    ],
    [
      'OpenLLMetry',
      ['traceloop.span.kind', 'llm.request.type', 'llm.usage.total_tokens', 'gen_ai.completion.0.content'],
    ],
    [
      'OpenInference',
      [
        ...['openinference.span.kind', 'llm.system', 'llm.provider', 'llm.token_count.prompt'],
        ...['llm.input_messages.0.message.role', 'llm.output_messages.0.message.role'],
        ...['input.value', 'input.mime_type', 'output.value', 'output.mime_type'],
      ],
    ],
    ['the Vercel AI SDK', ['ai.operationId', 'ai.response.id', 'ai.usage.inputTokens']],
    ['Pydantic AI', ['operation.cost']],
    ['Sentry', ['gen_ai.cost.total_tokens', 'gen_ai.embeddings.input']],
  ])('%s', (_whose, names) => {
    expect(names.filter((name) => !isAboutExchange(name))).toEqual([]);
  });
});
