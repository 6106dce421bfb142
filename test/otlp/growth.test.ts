import { type OtlpSpan, spansOfJson, spansOfProtobuf } from '../../src/otlp';
import { growth, linear } from '../support/growth';
import { attribute, content, inScope, number, requestOf } from './support/wire';

const many = (count: number, make: (index: number) => Buffer): readonly Buffer[] =>
  Array.from({ length: count }, (_, index) => make(index));
const listed = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join();
const member = (key: string, ...value: readonly Buffer[]): Buffer => content(1, content(1, key), content(2, ...value));

/** Refused or not. */
const outcome = (read: () => readonly OtlpSpan[]): void => {
  try {
    read();
  } catch {}
};

/** Requests that grow with a count, by what of them grows. */
const protobuf: readonly (readonly [string, (count: number) => Buffer])[] = [
  ['spans', (n) => inScope(...many(n, (i) => content(2, content(5, `span ${i}`))))],
  ['empty spans', (n) => inScope(...many(n * 5, () => content(2)))],
  ['resources', (n) => Buffer.concat(many(n * 5, () => content(1)))],
  ['parts of a resource', (n) => content(1, ...many(n, (i) => content(1, content(1, content(1, `a${i}`)))))],
  ['parts of a status', (n) => requestOf(...many(n * 3, () => content(15, number(3, 1))))],
  ['attributes', (n) => requestOf(...many(n, (i) => content(9, content(1, `a${i}`), content(2, number(3, i)))))],
  ['attributes of one name', (n) => requestOf(...many(n, (i) => attribute(number(3, i))))],
  ['attributes whose names are numbers', (n) => requestOf(...many(n, (i) => content(9, content(1, `${i * 1000}`))))],
  ['items', (n) => requestOf(attribute(content(5, ...many(n * 3, () => content(1, number(2, 1))))))],
  ['parts of a list', (n) => requestOf(attribute(...many(n, () => content(5, content(1, number(2, 1))))))],
  ['parts of an object', (n) => requestOf(attribute(...many(n, (i) => content(6, member(`a${i}`)))))],
  ['events', (n) => requestOf(...many(n, () => content(11, content(2, 'event'))))],
  ['links', (n) => requestOf(...many(n, () => content(13)))],
  ['a text', (n) => requestOf(content(5, 'x'.repeat(n * 10)))],
  ['a text that is no UTF-8', (n) => requestOf(content(5, Buffer.alloc(n * 10, 0xff)))],
  ['unknown fields', (n) => requestOf(...many(n * 5, () => number(99, 1)))],
  ['bytes of which each could be a length', (n) => Buffer.alloc(n * 10, 0x0a)],
];

const inSpan = (members: string): string => `{"resourceSpans":[{"scopeSpans":[{"spans":[{${members}}]}]}]}`;
const json: readonly (readonly [string, (count: number) => string])[] = [
  ['spans', (n) => `{"resourceSpans":[{"scopeSpans":[{"spans":[${listed(n, () => '{"name":"x"}')}]}]}]}`],
  ['attributes', (n) => inSpan(`"attributes":[${listed(n, (i) => `{"key":"a${i}"}`)}]`)],
  ['members of a value', (n) => inSpan(`"attributes":[{"value":{${listed(n, (i) => `"a${i}":1`)}}}]`)],
  ['digits', (n) => inSpan(`"attributes":[{"value":{"intValue":"${'1'.repeat(n * 10)}"}}]`)],
  ['digits of a fraction', (n) => inSpan(`"attributes":[{"value":{"doubleValue":"${'1'.repeat(n * 10)}x"}}]`)],
  ['base64', (n) => inSpan(`"attributes":[{"value":{"bytesValue":"${'A'.repeat(n * 10)}!"}}]`)],
  ['an id', (n) => inSpan(`"traceId":"${'A'.repeat(n * 10)}"`)],
  ['lists in lists', (n) => `${'['.repeat(n * 5)}${']'.repeat(n * 5)}`],
];

describe('the time to read a request grows no faster than', () => {
  test.each(protobuf)('%s in protobuf', (_what, request) => {
    const prepare = (size: number) => {
      const bytes = request(size);
      return () => outcome(() => spansOfProtobuf(bytes));
    };
    expect(growth(prepare, 800)).toBeLessThan(linear);
  });

  test.each(json)('%s in JSON', (_what, request) => {
    const prepare = (size: number) => {
      const text = request(size);
      return () => outcome(() => spansOfJson(text));
    };
    expect(growth(prepare, 800)).toBeLessThan(linear);
  });
});
