// What an agent framework does under an app's own OpenTelemetry: spans that are no model calls, one of a model that runs in the
// process, and one around a call over HTTP, with its message content in a log event.
async function run({ context, trace, SpanStatusCode }, loggers) {
  const tracer = trace.getTracer('framework', '1.0.0');
  const { MODEL_URL = '' } = process.env;

  await tracer.startActiveSpan('POST /answer', { attributes: { 'session.id': 'session-7' } }, async (request) => {
    tracer.startActiveSpan(
      'chat local-model',
      {
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'local',
          'gen_ai.request.model': 'local-model',
        },
      },
      (span) => {
        loggers?.getLogger('framework').emit({
          eventName: 'gen_ai.client.inference.operation.details',
          context: context.active(),
          attributes: {
            'event.name': 'gen_ai.client.inference.operation.details', // where SDK 1.x has no eventName
            // As text, since SDK 1.x takes no lists of objects.
            'gen_ai.input.messages': JSON.stringify([
              { role: 'user', parts: [{ type: 'text', content: 'Who are you?' }] },
            ]),
          },
        });
        span.setAttribute('gen_ai.usage.input_tokens', 3);
        span.end();
      },
    );
    await tracer.startActiveSpan(
      'framework.generate',
      {
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'gpt-4o',
        },
      },
      async (span) => {
        const response = await fetch(`${MODEL_URL}/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'How are you?' }] }),
        });
        const answer = await response.json();
        span.setAttribute('gen_ai.usage.output_tokens', answer.usage.completion_tokens);
        span.setStatus({ code: SpanStatusCode.OK });
        span.end();
      },
    );
    request.end();
  });
}

module.exports = { run };
