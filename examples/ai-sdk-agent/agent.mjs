// An agent with two tools. `register` records its model calls; what the AI SDK says of agent and tools are spans of OpenTelemetry.
import { openai } from '@ai-sdk/openai';
import { OpenTelemetry } from '@ai-sdk/otel';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { isStepCount, registerTelemetry, ToolLoopAgent, tool } from 'ai';
import { z } from 'zod';

new NodeTracerProvider().register(); // `register` adds HoneyHive to it
registerTelemetry(new OpenTelemetry({ agentSpanName: 'functionId' }));

const place = z.object({ place: z.string().describe('A city and its country') });

const agent = new ToolLoopAgent({
  telemetry: { functionId: 'travel-agent' },
  model: openai('gpt-4o-mini'),
  instructions: 'Use the tools. Answer in one sentence.',
  tools: {
    get_weather: tool({
      description: 'The current weather of a place',
      inputSchema: place,
      execute: async ({ place }) => `18 °C and sunny in ${place}`,
    }),
    get_time: tool({
      description: 'The local time of a place',
      inputSchema: place,
      execute: async ({ place }) => `14:05 in ${place}`,
    }),
  },
  stopWhen: isStepCount(5),
});

const { text, steps } = await agent.generate({ prompt: 'What is the weather in Paris, and what time is it?' });
console.log(`${text} (${steps.length} steps)`);
