import { exchangeOf, recordingOf, streamOf } from '../support/recordings';

const url = 'https://dashscope.aliyuncs.com/api/v1/services/aigc/text-generation/generation';

/** The parts of the answer to a request with these parameters, of these messages. */
function partsOf(parameters: object, messages: readonly object[]): readonly unknown[] {
  const events = messages.map((message, at) => ({
    output: { choices: [{ message, finish_reason: at === messages.length - 1 ? 'stop' : 'null' }] },
    request_id: 'q',
  }));
  const request = { model: 'qwen-plus', input: { messages: [{ role: 'user', content: 'Hi' }] }, parameters };
  const recording = recordingOf(
    { request, response: streamOf(events, '') },
    { url, headers: { contentType: 'text/event-stream' } },
  );
  const { response, error } = exchangeOf(recording);
  expect(error).toBeUndefined();
  expect(response.finishReasons).toEqual(['stop']);
  return response.messages.flatMap(({ parts }) => parts);
}

const contents = (...list: readonly unknown[]) => list.map((content) => ({ role: 'assistant', content }));
const text = (content: string) => [{ type: 'text', content }];

describe('a stream of DashScope', () => {
  test.each([
    ['true: pieces', true, contents('1', '10', '0'), '1100'],
    ['true: pieces that grow', true, contents('1', '10', '100'), '110100'],
    ['true: pieces in lists', true, contents([{ text: '1' }], [{ text: '10' }], []), '110'],
    ['false: all so far', false, contents('1', '12', '3'), '3'],
    ['false: all so far in lists', false, contents([{ text: 'ha' }], [{ text: 'haha' }]), 'haha'],
    ['absent: all so far where each text begins with the one before', undefined, contents('1', '12', '123'), '123'],
    ['absent: pieces where one does not', undefined, contents('1', '10', '0', '01'), '110001'],
    ['absent: pieces in lists', undefined, contents([{ text: 'Good' }], [{ text: ' day' }]), 'Good day'],
  ])('with incremental_output %s', (_name, incremental_output, messages, whole) => {
    expect(partsOf({ incremental_output }, messages)).toEqual(text(whole));
  });

  const call = (args: string, head: object = {}) => [
    { index: 0, type: 'function', function: { ...head, arguments: args } },
  ];
  const whole = [
    { type: 'reasoning', content: 'The clock' },
    { type: 'text', content: 'I look' },
    { type: 'tool_call', id: 't', name: 'clock', arguments: '{"zone":2}' },
  ];
  const pieces = [
    { role: 'assistant', content: '', reasoning_content: 'The' },
    { role: 'assistant', content: '', reasoning_content: ' clock' },
    { role: 'assistant', content: 'I look', reasoning_content: '' },
    { role: 'assistant', content: '', tool_calls: [{ ...call('{"zo', { name: 'clock' })[0], id: 't' }] },
    { role: 'assistant', content: '', tool_calls: [{ ...call('ne":2}', { name: '' })[0], id: '' }] },
    { role: 'assistant', content: '' },
  ];
  const grown = [
    { role: 'assistant', content: '', reasoning_content: 'The' },
    { role: 'assistant', content: '', reasoning_content: 'The clock' },
    { role: 'assistant', content: 'I look', reasoning_content: 'The clock' },
    ...['{"zo', '{"zone":2}', '{"zone":2}'].map((args) => ({
      role: 'assistant',
      content: 'I look',
      reasoning_content: 'The clock',
      tool_calls: [{ ...call(args, { name: 'clock' })[0], id: 't' }],
    })),
  ];

  test.each([
    ['pieces', { incremental_output: true }, pieces],
    ['pieces, which the model has by default', {}, pieces],
    ['all so far', { incremental_output: false }, grown],
    ['all so far by default', {}, grown],
  ])('has its reasoning and its tool calls: %s', (_name, parameters, messages) => {
    expect(partsOf(parameters, messages)).toEqual(whole);
  });

  test('has the calls of tools in pieces without any text', () => {
    expect(partsOf({}, pieces.slice(3))).toEqual(whole.slice(2));
  });
});
