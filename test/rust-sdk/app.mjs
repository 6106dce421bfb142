// An app that Deno runs: what it makes by OpenTelemetry's API are spans of the SDK for Rust.
import { SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('an-app', '1.2.3');
const said = (role, content) => JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);

await tracer.startActiveSpan('POST /ask', async (root) => {
  const call = tracer.startSpan('chat gpt-4o', {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.stop_sequences': ['a', 'b'],
      'gen_ai.input.messages': said('user', 'Where to?'),
      'gen_ai.output.messages': said('assistant', 'To the sea — 海.'),
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 4,
      'gen_ai.usage.output_tokens': 3,
    },
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  call.end();
  const failed = tracer.startSpan('chat gpt-4o', {
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' },
  });
  failed.recordException(new Error('too many requests'));
  failed.setStatus({ code: SpanStatusCode.ERROR });
  failed.end();
  root.end();
});
