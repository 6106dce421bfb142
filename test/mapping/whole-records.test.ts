import { toModelEvent } from '../../src/mapping';
import { fixture, logsOf, spanOf } from '../support/fixture';

/** Whole records of recorded calls, as documentation: what becomes of a span. */
const records: readonly (readonly [what: string, library: string, scenario: string, record: unknown])[] = [
  [
    'messages in log events',
    'otel-openai-0.22.0--capture-on',
    'chat-tools-followup',
    {
      project: 'demo',
      event_name: 'chat gpt-4o-mini',
      model: 'gpt-4o-mini-2024-07-18',
      provider: 'openai',
      messages: [
        {
          role: 'system',
          content: 'Use tools when needed.',
        },
        {
          role: 'user',
          content: 'Weather in Paris and 東京, and the time?',
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'call_a1',
              type: 'function',
              function: {
                name: 'get_weather',
                arguments: '{"location":"Paris, France","unit":"celsius"}',
              },
            },
            {
              id: 'call_b2',
              type: 'function',
              function: {
                name: 'get_weather',
                arguments: '{"location":"東京 🗼"}',
              },
            },
          ],
        },
        {
          role: 'tool',
          content: '{"temp_c":18,"sky":"sunny"}',
          tool_call_id: 'call_a1',
        },
        {
          role: 'tool',
          content: '24 °C, light rain ☔',
          tool_call_id: 'call_b2',
        },
      ],
      response: {
        role: 'assistant',
        content: 'It is 18 °C and sunny in Paris, and 24 °C with light rain in 東京 (Tokyo). ☀️🌧️',
        finish_reason: 'stop',
      },
      error: null,
      duration: 8.303312,
      usage: {
        prompt_tokens: 272,
        completion_tokens: 20,
        total_tokens: 292,
      },
      event_id: '6f53155d-b7a7-4fce-96b1-34bf07a9c90c',
      start_time: 1795334284766,
      end_time: 1795334284774.3032,
      metadata: {
        prompt_tokens: 272,
        completion_tokens: 20,
        total_tokens: 292,
        trace_id: '2963f990decb37e07d6f53155db7a7fc',
        span_id: 'e6b134bf07a9c90c',
        scope: {
          name: '@opentelemetry/instrumentation-openai',
          version: '0.22.0',
        },
        'service.name': 'rec-a',
        response_id: 'chatcmpl-25b5a46fbc0e4d2c72e27950',
        request_model: 'gpt-4o-mini',
        finish_reasons: ['stop'],
        dialect: 'gen_ai',
        'gen_ai.operation.name': 'chat',
        'server.address': '127.0.0.1',
        'server.port': 4010,
      },
    },
  ],
  [
    'messages on the span, tool answers packed into one, thinking',
    'anthropic-sdk-native-1.12.0--content',
    'messages-thinking-tools-followup',
    {
      project: 'demo',
      event_name: 'anthropic.messages.create',
      model: 'claude-sonnet-4-5-20250929',
      provider: 'anthropic',
      messages: [
        {
          role: 'user',
          content: 'Weather?',
        },
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'need tool',
          tool_calls: [
            {
              id: 'toolu_1',
              type: 'function',
              function: {
                name: 'get_weather',
                arguments: '{"location":"Paris"}',
              },
            },
          ],
        },
        {
          role: 'tool',
          content: '18°C',
          tool_call_id: 'toolu_1',
        },
      ],
      response: {
        role: 'assistant',
        content: 'It is 18 °C and sunny in Paris, and 24 °C with light rain in 東京 (Tokyo). ☀️🌧️',
        reasoning_content: 'The user asks for 17*23. 17*20=340, 17*3=51, so 391. Let me double-check: 391/17 = 23. ✔',
        finish_reason: 'end_turn',
      },
      error: null,
      duration: 3.746533,
      usage: {
        prompt_tokens: 79,
        completion_tokens: 65,
        total_tokens: 144,
        prompt_tokens_details: {
          cached_tokens: 0,
          cache_write_tokens: 0,
        },
      },
      event_id: 'c2c9bff4-7548-478b-9752-4f7f97b37737',
      start_time: 1795333879509,
      end_time: 1795333879512.7466,
      hyperparameters: {
        max_tokens: 16000,
        thinking: {
          type: 'enabled',
          budget_tokens: 2000,
        },
      },
      metadata: {
        prompt_tokens: 79,
        completion_tokens: 65,
        total_tokens: 144,
        cache_read_input_tokens: 0,
        cache_write_input_tokens: 0,
        trace_id: '17d4431305ce6b0bcdc2c9bff4754878',
        span_id: 'b7524f7f97b37737',
        scope: {
          name: 'com.anthropic.sdk.typescript',
          version: '1.12.0',
        },
        'service.name': 'rec-a',
        response_id: 'msg_526b5549a08af06ca0e241e8',
        request_model: 'claude-sonnet-4-5',
        finish_reasons: ['end_turn'],
        dialect: 'gen_ai',
        'server.address': '127.0.0.1',
        'server.port': 4010,
        'http.route': '/v1/messages',
        'gen_ai.operation.name': 'chat',
        'http.request.method': 'POST',
        'url.scheme': 'http',
        'url.path': '/v1/messages',
        'url.full': 'http://127.0.0.1:4010/v1/messages',
        'http.response.status_code': 200,
        'anthropic.request.id': 'req_011CSHoEeqs5C35K2UUqR7Fy',
        'anthropic.usage.cache_creation.ephemeral_5m_input_tokens': 0,
        'anthropic.usage.cache_creation.ephemeral_1h_input_tokens': 0,
        'anthropic.response.service_tier': 'standard',
      },
    },
  ],
  [
    'cached tokens and reasoning',
    'vercel-ai-7-otel-7.0.173--default',
    'generateText-anthropic-thinking-cache',
    {
      project: 'demo',
      event_name: 'chat claude-sonnet-4-5',
      model: 'claude-sonnet-4-5-20250929',
      provider: 'anthropic',
      messages: [
        {
          role: 'user',
          content: '17*23?',
        },
      ],
      response: {
        role: 'assistant',
        content: '17 × 23 = 391.',
        reasoning_content: 'The user asks for 17*23. 17*20=340, 17*3=51, so 391. Let me double-check: 391/17 = 23. ✔',
        finish_reason: 'stop',
      },
      error: null,
      duration: 11.423894,
      usage: {
        prompt_tokens: 167,
        completion_tokens: 49,
        total_tokens: 216,
        prompt_tokens_details: {
          cached_tokens: 100,
          cache_write_tokens: 50,
        },
      },
      event_id: '8307420b-cbae-4cb7-85a6-5bf7a2e8e7e2',
      start_time: 1795334487339,
      end_time: 1795334487350.4238,
      metadata: {
        prompt_tokens: 167,
        completion_tokens: 49,
        total_tokens: 216,
        cache_read_input_tokens: 100,
        cache_write_input_tokens: 50,
        trace_id: '6325139e55deb2b5f08307420bcbaecb',
        span_id: '75a65bf7a2e8e7e2',
        parent_span_id: 'a8246ca62607b10b',
        scope: {
          name: 'gen_ai',
        },
        'service.name': 'rec-a',
        response_id: 'msg_45d9892917401fda621b5534',
        request_model: 'claude-sonnet-4-5',
        finish_reasons: ['stop'],
        dialect: 'gen_ai',
        'gen_ai.operation.name': 'chat',
        'gen_ai.client.operation.duration': 0.011244525000000068,
      },
    },
  ],
  [
    'an image, inline and by address',
    'traceloop-openai-0.27.0--openai6',
    'chat-image-url',
    {
      project: 'demo',
      event_name: 'chat gpt-4o',
      model: 'gpt-4o-2024-08-06',
      provider: 'openai',
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'text',
              text: 'What is in this image?',
            },
            {
              type: 'image_url',
              image_url: {
                url: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
              },
            },
            {
              type: 'image_url',
              image_url: {
                url: 'https://example.com/cat.png',
              },
            },
          ],
        },
      ],
      response: {
        role: 'assistant',
        content: 'The picture shows a single red pixel on a transparent background.',
        finish_reason: 'stop',
      },
      error: null,
      duration: 6.834247,
      usage: {
        prompt_tokens: 82,
        completion_tokens: 17,
        total_tokens: 99,
      },
      event_id: '5b98adce-4dbd-4ace-9eff-da7011f93459',
      start_time: 1795333737561,
      end_time: 1795333737567.8342,
      metadata: {
        prompt_tokens: 82,
        completion_tokens: 17,
        total_tokens: 99,
        trace_id: '4ed13963f5403754ed5b98adce4dbdac',
        span_id: 'eeffda7011f93459',
        scope: {
          name: '@traceloop/instrumentation-openai',
          version: '0.27.0',
        },
        'service.name': 'rec-a',
        response_id: 'chatcmpl-b32712a2f2949295fdfeb785',
        request_model: 'gpt-4o',
        finish_reasons: ['stop'],
        dialect: 'gen_ai',
        'gen_ai.operation.name': 'chat',
      },
    },
  ],
  [
    'a failure',
    'otel-openai-0.22.0--capture-on',
    'chat-err-429',
    {
      project: 'demo',
      event_name: 'chat gpt-4o-mini',
      model: 'gpt-4o-mini',
      provider: 'openai',
      messages: [
        {
          role: 'system',
          content: 'You are a concise assistant.',
        },
        {
          role: 'user',
          content: 'What is the capital of France?',
        },
      ],
      response: {},
      error:
        '429 Rate limit reached for gpt-4o-mini in organization org-x on requests per min (RPM): Limit 3, Used 3, Requested 1.',
      duration: 3.956167,
      usage: {},
      event_id: '916319ba-68ed-48bb-85cb-6a390a542d66',
      start_time: 1795334287598,
      end_time: 1795334287601.956,
      hyperparameters: {
        temperature: 9,
      },
      metadata: {
        trace_id: 'abb4e228b3eb5e2494916319ba68ed8b',
        span_id: 'b5cb6a390a542d66',
        scope: {
          name: '@opentelemetry/instrumentation-openai',
          version: '0.22.0',
        },
        'service.name': 'rec-a',
        request_model: 'gpt-4o-mini',
        dialect: 'gen_ai',
        'gen_ai.operation.name': 'chat',
        'server.address': '127.0.0.1',
        'server.port': 4010,
        'error.type': 'RateLimitError',
      },
    },
  ],
];

test.each(records)('the record of a call with %s (%s, %s)', (_what, library, scenario, record) => {
  const recorded = fixture(library, scenario);
  const span = recorded.spans[0];
  if (span === undefined) throw new Error('no span was recorded');
  expect(toModelEvent(spanOf(span), { project: 'demo', logs: logsOf(recorded, span) })).toEqual(record);
});
