import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { eventsOf } from '../support/folded';

const read = (text: string) => eventsOf(Buffer.from(text));

describe('a stream of server-sent events', () => {
  test.each<[string, string, readonly object[]]>([
    ['an event with its name', 'event: a\ndata: {}\n\n', [{ event: 'a', data: '{}' }]],
    ['lines that a carriage return ends', 'data: {"a":1}\r\rdata: 2\r\r', [{ data: '{"a":1}' }, { data: '2' }]],
    ['data in several lines', 'data: {"a":\ndata: 1}\n\n', [{ data: '{"a":\n1}' }]],
    [
      'a last event without a blank line after it',
      'data: {"a":1}\n\ndata: {"b":2}',
      [{ data: '{"a":1}' }, { data: '{"b":2}' }],
    ],
    ['a last event that was cut', 'data: {"a":1}\n\ndata: {"b":', [{ data: '{"a":1}' }]],
    ['an end without a blank line', 'data: {"a":1}\n\ndata: [DONE]', [{ data: '{"a":1}' }, { data: '[DONE]' }]],
    [
      'one line end between events',
      'data: {"a":1}\ndata: {"b":2}\ndata: [DONE]\n',
      [{ data: '{"a":1}' }, { data: '{"b":2}' }, { data: '[DONE]' }],
    ],
    [
      'one line end between named events',
      'event: a\ndata: {"a":1}\nevent: b\ndata: {"b":2}\n',
      [
        { event: 'a', data: '{"a":1}' },
        { event: 'b', data: '{"b":2}' },
      ],
    ],
    ['a name that comes after the data', 'data: {"a":1}\nevent: a\n\n', [{ event: 'a', data: '{"a":1}' }]],
    [
      'bare JSON',
      ': hi\n\ndata: {"a":1}\n\n{"error":{"message":"no"}}',
      [{ data: '{"a":1}' }, { data: '{"error":{"message":"no"}}', isBare: true }],
    ],
    [
      'bare JSON in several lines',
      ': hi\n\n{\n "error": 1\n}\n\ndata: 2\n\n',
      [{ data: '{\n "error": 1\n}', isBare: true }, { data: '2' }],
    ],
    [
      'a field for errors',
      'error: {"code":400}\n\ndata: [DONE]\n\n',
      [{ event: 'error', data: '{"code":400}' }, { data: '[DONE]' }],
    ],
    [
      'bare JSON in lines, and right after data',
      'data: {"a":1}\n{"b":{"c":"}{"}}\n{"d":\n[{}]}{"e":5}',
      [
        { data: '{"a":1}' },
        { data: '{"b":{"c":"}{"}}', isBare: true },
        { data: '{"d":\n[{}]}', isBare: true },
        { data: '{"e":5}', isBare: true },
      ],
    ],
    [
      'a list of bare JSON, whose end is missing',
      '[{"a":1},\r\n{"b":"',
      [
        { data: '{"a":1}', isBare: true },
        { data: '{"b":"', isBare: true },
      ],
    ],
    [
      'words, and no field that is unknown',
      'data: {"a":1}\nno upstream\nleft\n\nother: x\ndata: [ERROR] died',
      [{ data: '{"a":1}' }, { data: 'no upstream\nleft', isBare: true }, { data: '[ERROR] died' }],
    ],
    ['no words amid an event', 'data: {"a":1,\nwait\ndata: "b":2}\n\n', [{ data: '{"a":1,\n"b":2}' }]],
    ['a byte order mark', '\ufeffdata: 1\n\n', [{ data: '1' }]],
  ])('has %s', (_what, text, events) => {
    expect(read(text)).toEqual(events);
  });

  test('is read as another parser reads it', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'data',
        'data:',
        'data: ',
        'event: a',
        'event:',
        'id: 1',
        'retry: 5',
        ': comment',
        ':',
        'other: x',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => `data: ${text.replaceAll(/[\r\n]/g, '')}`),
      fc.constant(''),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = `: start${end}${[...lines, '', ''].join(end)}`;
        const events: EventSourceMessage[] = [];
        createParser({ onEvent: (event) => events.push(event) }).feed(text);
        expect(read(text)).toEqual(events.map(({ event, data }) => ({ ...(event ? { event } : {}), data })));
      }),
    );
  });
});
