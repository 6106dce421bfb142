import { SpanKind, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('example');

/** An app's own span, and in it one as a GenAI instrumentation makes it. No model is called. */
export function answer() {
  tracer.startActiveSpan('answer a question', (span) => {
    modelCall();
    span.end();
  });
}

function modelCall() {
  const span = tracer.startSpan('chat gpt-4o-mini', {
    kind: SpanKind.CLIENT,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.request.temperature': 0.2,
      'gen_ai.input.messages': JSON.stringify([
        { role: 'user', parts: [{ type: 'text', content: 'What is the capital of France?' }] },
      ]),
    },
  });
  span.setAttributes({
    'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 13,
    'gen_ai.usage.output_tokens': 8,
    'gen_ai.output.messages': JSON.stringify([
      { role: 'assistant', parts: [{ type: 'text', content: 'It is Paris.' }], finish_reason: 'stop' },
    ]),
  });
  span.end();
}
