import { type Answer, answers, answerTable, type Fields, lines, readAs, sse, textIn } from '../support/answers';

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

const withoutEnd = (answer: Answer): Answer => ({ ...answer, events: answer.events.slice(0, -1) });
/** What is read of a stream of every API. */
const readOfAll = (bodyOf: (answer: Answer) => Buffer) =>
  Object.fromEntries(answers.map((answer) => [answer.api, readAs(answer, bodyOf(answer))]));
const saidIn = (exchange: ReturnType<typeof readAs>) => ({
  text: textIn(exchange),
  error: exchange.error?.type,
  reasons: exchange.response.finishReasons,
  id: exchange.response.id,
  model: exchange.response.model,
  input: exchange.response.attributes['gen_ai.usage.input_tokens'],
  output: exchange.response.attributes['gen_ai.usage.output_tokens'],
});
const saidInAll = (exchanges: ReturnType<typeof readOfAll>) =>
  Object.fromEntries(Object.entries(exchanges).map(([api, exchange]) => [api, saidIn(exchange)]));

describe('a stream of every API', () => {
  const textbook = readOfAll(({ framed, events }) => framed(events));

  test.each(answerTable)('(%s) has its text, its end and its usage', (api, { reason, names }) => {
    const { id, model, ...said } = saidIn(textbook[api] as ReturnType<typeof readAs>);
    expect(said).toEqual({ text: 'Good day', error: undefined, reasons: [reason], input: 9, output: 2 });
    expect([id, model].filter((each) => each !== undefined)).toHaveLength(names.length);
  });

  test.each(forms)('framed as %s is read the same', (_form, framing) => {
    expect(readOfAll((answer) => framedAs(framing, answer))).toEqual(textbook);
  });

  test.each(forms)('that ends before its last event was cut, framed as %s', (_form, framing) => {
    for (const { text, error } of Object.values(
      saidInAll(readOfAll((answer) => framedAs(framing, withoutEnd(answer)))),
    )) {
      expect([text, error]).toEqual(['Good day', 'cut']);
    }
  });

  test.each<[string, (whole: Fields) => string]>([
    ['JSON', (whole) => JSON.stringify(whole)],
    ['JSON in several lines', (whole) => JSON.stringify(whole, undefined, 2)],
    ['a list of one', (whole) => JSON.stringify([whole])],
    ['JSON with the marker of an end', (whole) => `${JSON.stringify(whole)}\n\ndata: [DONE]\n\n`],
  ])('in whose place the whole response comes as %s has all of it', (_form, written) => {
    expect(saidInAll(readOfAll(({ whole }) => Buffer.from(written(whole))))).toEqual(saidInAll(textbook));
  });
});
