import { type Answer, answerTable, type Fields, lines, readAs, sse, textIn } from '../support/answers';

type Framing = (events: readonly Fields[]) => Buffer;

const changed =
  (framing: Framing, change: (text: string) => string): Framing =>
  (events) =>
    Buffer.from(change(framing(events).toString()));
const pretty: Framing = (events) => Buffer.from(events.map((each) => JSON.stringify(each, undefined, 2)).join('\n'));
const list: Framing = (events) => Buffer.from(JSON.stringify(events, undefined, 1));

const forms: readonly (readonly [string, Framing])[] = [
  ['server-sent events', sse],
  ['events of which the last one has no blank line after it', changed(sse, (text) => text.slice(0, -1))],
  ['events of which the last line does not end', changed(sse, (text) => text.slice(0, -2))],
  ['events with one line end between them', changed(sse, (text) => text.replaceAll('\n\n', '\n'))],
  [
    'events with one line end between them, without their names',
    changed(sse, (text) => text.replaceAll(/event: .*\n/g, '').replaceAll('\n\n', '\n')),
  ],
  ['events whose lines end in CRLF', changed(sse, (text) => text.replaceAll('\n', '\r\n'))],
  ['events whose lines end in CR', changed(sse, (text) => text.replaceAll('\n', '\r'))],
  ['events whose lines end in one of these', changed(sse, (text) => text.replaceAll('\n\n', '\n\r\n'))],
  ['events without a space after the colon', changed(sse, (text) => text.replaceAll(/^(data|event): /gm, '$1:'))],
  ['events with comments between them', changed(sse, (text) => `: hi\n\n${text.replaceAll('\n\n', '\n\n: wait\n\n')}`)],
  ['events with their names after their data', changed(sse, (text) => text.replaceAll(/(event: .*)\n(.*)/g, '$2\n$1'))],
  ['events after a byte order mark', changed(sse, (text) => `\ufeff${text}`)],
  ['lines of JSON', lines],
  ['lines of JSON, of which the last one does not end', changed(lines, (text) => text.trimEnd())],
  ['lines of JSON that end in CRLF', changed(lines, (text) => text.replaceAll('\n', '\r\n'))],
  ['lines of JSON that end in CR', changed(lines, (text) => text.replaceAll('\n', '\r'))],
  ['JSON one after another in one line', changed(lines, (text) => text.replaceAll('\n', ''))],
  ['JSON in several lines', pretty],
  ['a list of JSON', list],
];

/** Where Converse has no framing of its own, each event is an object with one field, its name. */
const framedAs = (framing: Framing, { api, events }: Answer): Buffer =>
  framing(api === 'Bedrock, Converse' ? events.flatMap(oneField) : events);
const oneField = (each: Fields): readonly Fields[] => Object.entries(each).map(([name, value]) => ({ [name]: value }));

describe.each(answerTable)('a stream of %s', (_api, answer) => {
  const { events, framed, whole, reason } = answer;
  const textbook = readAs(answer, framed(events));

  test('in the framing of its API has the text, its end and the usage', () => {
    expect(textbook.error).toBeUndefined();
    expect(textIn(textbook)).toBe('Good day');
    expect(textbook.response.finishReasons).toEqual([reason]);
    expect(textbook.response.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 9,
      'gen_ai.usage.output_tokens': 2,
    });
  });

  test.each(forms)('framed as %s is read the same', (_form, framing) => {
    expect(readAs(answer, framedAs(framing, answer))).toEqual(textbook);
  });

  test.each([
    ['JSON', Buffer.from(JSON.stringify(whole))],
    ['JSON in several lines', Buffer.from(JSON.stringify(whole, undefined, 2))],
    ['JSON with a marker of the end after it', Buffer.from(`${JSON.stringify(whole)}\n\ndata: [DONE]\n\n`)],
  ])('in whose place the response comes as %s has the same text, end and usage', (_form, bytes) => {
    const { response, error } = readAs(answer, bytes);
    expect(error).toBeUndefined();
    expect(response.messages).toEqual(textbook.response.messages);
    expect([response.finishReasons, response.id, response.model]).toEqual([
      textbook.response.finishReasons,
      textbook.response.id,
      textbook.response.model,
    ]);
    expect(response.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.output_tokens': 2 });
  });

  test('that ends before its last event was cut, however it is framed', () => {
    for (const framing of [framed, ...forms.map(([, each]) => each)]) {
      const cut = readAs(answer, framedAs(framing, { ...answer, events: events.slice(0, -1) }));
      expect(cut.error?.type).toBe('cut');
      expect(textIn(cut)).toBe('Good day');
    }
  });
});
