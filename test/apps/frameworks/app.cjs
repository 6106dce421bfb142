// An app with a tracer provider of its own and another instrumentation of model calls, or two, `INSTRUMENTATION`. It prints the names of
// the spans that its own exporter got. With `PACKAGE` it has set us up in code.
const { join } = require('node:path');
const { context, trace } = require('@opentelemetry/api');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');

const spans = new InMemorySpanExporter();
const ours = [];
if (process.env.PACKAGE) {
  const { HoneyHiveSpanProcessor } = require(join(process.env.PACKAGE, 'index.js'));
  const { ModelWireInstrumentation } = require(join(process.env.PACKAGE, 'instrumentation.js'));
  ours.push(new HoneyHiveSpanProcessor());
  new ModelWireInstrumentation();
}
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans), ...ours] });
provider.register();
const tracer = trace.getTracer('app');
const baseURL = process.env.MODEL_URL;
const question = 'What is the capital of France?';

const instrument = (instrumentation) => registerInstrumentations({ instrumentations: [instrumentation] });

/** What the app says around a call, on a span of its own. */
const inside = (attributes, run) =>
  tracer.startActiveSpan('answer', { attributes }, async (span) => {
    try {
      return await run();
    } finally {
      span.end();
    }
  });

async function askOpenAi(run = (call) => call()) {
  const { OpenAI } = require('openai');
  const client = new OpenAI({ apiKey: 'sk-test', baseURL });
  await run(() => client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: question }] }));
}

async function askLangChain() {
  const { ChatPromptTemplate } = require('@langchain/core/prompts');
  const { ChatOpenAI } = require('@langchain/openai');
  const model = new ChatOpenAI({ model: 'gpt-4o', apiKey: 'sk-test', configuration: { baseURL } });
  const chain = ChatPromptTemplate.fromTemplate('What is the capital of {country}?').pipe(model);
  const metadata = { session_id: 'session-7', plan: 'gold' };
  await chain.invoke({ country: 'France' }, { runName: 'tour-guide', metadata });
}

const apps = {
  async traceloop() {
    const { OpenAIInstrumentation } = require('@traceloop/instrumentation-openai');
    instrument(new OpenAIInstrumentation());
    const attributes = {
      'traceloop.workflow.name': 'tour-guide',
      'traceloop.entity.name': 'answer_question',
      'traceloop.association.properties.session_id': 'session-7',
      'traceloop.association.properties.user_id': 'ada',
      'traceloop.association.properties.plan': 'gold',
    };
    await inside(attributes, () => askOpenAi());
  },
  async openinference() {
    const { OpenAIInstrumentation } = require('@arizeai/openinference-instrumentation-openai');
    const core = require('@arizeai/openinference-core');
    instrument(new OpenAIInstrumentation());
    let within = core.setSession(context.active(), { sessionId: 'session-7' });
    within = core.setUser(within, { userId: 'ada' });
    within = core.setMetadata(within, { plan: 'gold' });
    within = core.setTags(within, ['tour']);
    within = core.setPromptTemplate(within, {
      template: 'What is the capital of {country}?',
      variables: { country: 'France' },
      version: 'v3',
    });
    await context.with(within, () => askOpenAi());
  },
  async 'otel-openai'() {
    const { OpenAIInstrumentation } = require('@opentelemetry/instrumentation-openai');
    instrument(new OpenAIInstrumentation());
    const attributes = {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'Tour guide',
      'gen_ai.conversation.id': 'conversation-3',
      'session.id': 'session-7',
      'user.id': 'ada',
    };
    await inside(attributes, () => askOpenAi());
  },
  async ai() {
    const { generateText } = require('ai');
    const { createOpenAI } = require('@ai-sdk/openai');
    await generateText({
      model: createOpenAI({ apiKey: 'sk-test', baseURL }).chat('gpt-4o'),
      prompt: question,
      experimental_telemetry: {
        isEnabled: true,
        functionId: 'answer_question',
        metadata: { sessionId: 'session-7', userId: 'ada', plan: 'gold' },
      },
    });
  },
  async langchain() {
    const { LangChainInstrumentation } = require('@arizeai/openinference-instrumentation-langchain');
    new LangChainInstrumentation().manuallyInstrument(require('@langchain/core/callbacks/manager'));
    await askLangChain();
  },
  // Two: callbacks begin traces of their own, and so does the SDK below them, in whose span the request is made.
  async 'langchain, and openai by traceloop'() {
    const { OpenAIInstrumentation } = require('@traceloop/instrumentation-openai');
    instrument(new OpenAIInstrumentation());
    await apps.langchain();
  },
  async 'langchain by traceloop, and openai by openinference'() {
    const { OpenAIInstrumentation } = require('@arizeai/openinference-instrumentation-openai');
    const { LangChainInstrumentation } = require('@traceloop/instrumentation-langchain');
    instrument(new OpenAIInstrumentation());
    const callbackManagerModule = require('@langchain/core/callbacks/manager');
    new LangChainInstrumentation().manuallyInstrument({ callbackManagerModule });
    await askLangChain();
  },
};

async function main() {
  await apps[process.env.INSTRUMENTATION]();
  console.log(JSON.stringify(spans.getFinishedSpans().map(({ name }) => name)));
}
main();
