import { exchangeOf, recordingOf, streamOf } from '../support/recordings';

const url = 'https://inference.generativeai.us-chicago-1.oci.oraclecloud.com/20231130/actions/chat';
const piece = (text: string) => ({ message: { role: 'ASSISTANT', content: [{ type: 'TEXT', text }] }, pad: 'aa' });

const answerTo = (chatRequest: object, events: readonly object[], end?: string) =>
  exchangeOf(
    recordingOf(
      { request: { servingMode: { modelId: 'm' }, chatRequest }, response: streamOf(events, end ?? '') },
      { url, headers: { contentType: 'text/event-stream' } },
    ),
  );

describe("a stream of Oracle's", () => {
  const generic = { apiFormat: 'GENERIC', isStream: true, messages: [{ role: 'USER', content: [] }] };
  const usage = { promptTokens: 41, completionTokens: 8, totalTokens: 49 };

  test.each(['', 'data: [DONE]\n\n'])(
    'has its counts in an event after the last choice, and may end in "%s"',
    (end) => {
      const events = [piece(''), piece('Hello'), piece(', world'), { ...piece(''), finishReason: 'length' }, { usage }];
      const { response, error } = answerTo(generic, events, end);
      expect(error).toBeUndefined();
      expect(response.messages).toEqual([
        { role: 'assistant', parts: [{ type: 'text', content: 'Hello, world' }], finish_reason: 'length' },
      ]);
      expect(response.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 41, 'gen_ai.usage.output_tokens': 8 });
      expect(response.extra).toEqual({});
    },
  );

  test('has several choices by their index', () => {
    const events = [
      { index: 0, ...piece('One') },
      { index: 1, ...piece('Two') },
      { index: 0, ...piece('.'), finishReason: 'stop' },
      { index: 1, ...piece('!'), finishReason: 'stop' },
    ];
    const { response } = answerTo(generic, events);
    expect(response.messages.flatMap(({ parts }) => parts.map(({ content }) => content))).toEqual(['One.', 'Two!']);
  });

  test("has the calls of Cohere's models", () => {
    const toolCalls = [{ name: 'weather', parameters: { city: 'Paris' } }];
    const cohere = { apiFormat: 'COHERE', message: 'Weather?', isStream: true };
    const events = [
      { apiFormat: 'COHERE', text: 'I look.' },
      { apiFormat: 'COHERE', text: 'I look.', toolCalls },
      { apiFormat: 'COHERE', text: '', finishReason: 'COMPLETE' },
    ];
    const { response, error } = answerTo(cohere, events);
    expect(error).toBeUndefined();
    expect(response.messages).toMatchObject([
      {
        parts: [
          { type: 'text', content: 'I look.' },
          { type: 'tool_call', name: 'weather', arguments: { city: 'Paris' } },
        ],
      },
    ]);
  });
});
