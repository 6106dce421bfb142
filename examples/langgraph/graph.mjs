// A graph of a model and its tools, asked twice in one thread. `register` records the model calls; what LangChain says of graph,
// nodes and tools are spans of OpenTelemetry by OpenInference's instrumentation.
import { LangChainInstrumentation } from '@arizeai/openinference-instrumentation-langchain';
import * as callbacks from '@langchain/core/callbacks/manager';
import { tool } from '@langchain/core/tools';
import { END, MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { z } from 'zod';

new NodeTracerProvider().register(); // `register` adds HoneyHive to it
new LangChainInstrumentation().manuallyInstrument(callbacks);

const getWeather = tool(async ({ place }) => `18 °C and sunny in ${place}`, {
  name: 'get_weather',
  description: 'The current weather of a place',
  schema: z.object({ place: z.string() }),
});
const model = new ChatOpenAI({ model: 'gpt-4o-mini' }).bindTools([getWeather]);

const graph = new StateGraph(MessagesAnnotation)
  .addNode('assistant', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addNode('tools', new ToolNode([getWeather]))
  .addEdge(START, 'assistant')
  .addConditionalEdges('assistant', ({ messages }) => (messages.at(-1).tool_calls?.length ? 'tools' : END))
  .addEdge('tools', 'assistant')
  .compile({ checkpointer: new MemorySaver(), name: 'travel guide' });

const thread = { configurable: { thread_id: 'thread-7' } };
for (const question of ['What is the weather in Paris?', 'And tomorrow?']) {
  const { messages } = await graph.invoke({ messages: [{ role: 'user', content: question }] }, thread);
  console.log(messages.at(-1).content);
}
