import { toModelEvent } from '../../../src/mapping';
import type { Price } from '../../../src/providers/cost';
import { libraryPrices } from '../../../src/providers/prices';
import { mayBeModelCall } from '../../../src/wire/apis/paths';
import { spanOf } from '../support/record';
import { readExchange, readExchanges } from '../support/recordings';
import { rows } from './tables';
import { exchangesOf, factsOf, recordingOfRow, Streamed } from './tables/row';

/** All rates are found at once, in this process. */
const price = libraryPrices() as Price;
const table = rows.map((row) => [row.api, row] as const);
const calls = table.filter(([, { request }]) => request !== undefined);

test.each(table)('the requests of %s are looked at', (_name, { url, request, asked = [] }) => {
  const first = [request === undefined ? 'GET' : 'POST', url] as const;
  const others = asked.map(([each]) => [each.startsWith('POST ') ? 'POST' : 'GET', each.replace('POST ', '')] as const);
  for (const [method, each] of [first, ...others]) {
    const { pathname, origin } = new URL(each);
    expect(mayBeModelCall(method, `${pathname}?x=1`, origin)).toBe(true);
  }
});

describe('a call of', () => {
  test.each(table)('%s is read with all its facts', (_name, row) => {
    const exchanges = exchangesOf(row);
    expect(exchanges).toHaveLength(1);
    const [exchange] = exchanges;
    if (exchange === undefined) throw new Error('not recognised');
    expect(factsOf(exchange)).toMatchObject({ ...row.facts, model: row.facts.model });
    expect(exchange.error?.type).toBe(row.facts.error);
    expect(exchange.truncated).toBe(false);
  });

  test.each(table)('%s has a record', (_name, row) => {
    for (const exchange of exchangesOf(row)) {
      const record = toModelEvent(spanOf(exchange));
      for (const words of [...row.facts.input, ...row.facts.output].filter(
        (each) => !/bytes$|^\w+(\/\w+)?: |^[[{]|^result |^call /.test(each),
      ))
        expect(JSON.stringify(record)).toContain(JSON.stringify(words).slice(1, -1));
    }
  });

  test.each(table)('%s has its cost, if that is known', (_name, row) => {
    for (const exchange of exchangesOf(row)) {
      const cost = toModelEvent(spanOf(exchange), { price })?.cost;
      expect(cost === undefined ? undefined : Number(cost.toPrecision(9))).toBe(row.cost);
    }
  });

  test.each(table)('%s has no content where none is captured', (_name, row) => {
    for (const exchange of exchangesOf(row)) {
      const span = spanOf(exchange, { captureContent: false });
      const record = toModelEvent(span, { captureContent: false });
      expect(record).toBeDefined();
      const written = JSON.stringify([span.name, span.status, span.attributes, record]);
      for (const words of [...row.facts.input, ...row.facts.output, ...(row.facts.system ?? [])])
        expect(written).not.toContain(JSON.stringify(words).slice(1, -1));
      expect(written).not.toMatch(/Canary|SHA-256/);
    }
  });

  test.each(
    calls
      .filter(([, { isAnywhere }]) => isAnywhere !== true)
      .flatMap(([name, row]) => [401, 404, 429].map((status) => [name, status, row] as const)),
  )('%s that is refused with %i is one', (_name, status, row) => {
    const responseBody = Buffer.from(JSON.stringify({ error: { message: 'No', type: 'refused' } }));
    const refused = { status, responseBody, headers: { contentType: 'application/json', step: row.responseStep } };
    const exchange = readExchange(recordingOfRow(row, refused));
    expect(exchange?.error).toEqual({ type: String(status), message: 'No' });
    expect(exchange?.request.model).toBe(row.facts.model);
  });
});

describe("an app's own route with the path and the body of", () => {
  const own = calls.map(([name, row]) => {
    const { pathname, search } = new URL(row.url);
    return [name, { ...row, url: `https://shop.example${pathname}${search}` }] as const;
  });
  const answered = (row: (typeof own)[number][1], answer: unknown) =>
    readExchanges(
      recordingOfRow(row, {
        responseBody: Buffer.from(JSON.stringify(answer)),
        headers: { contentType: 'application/json' },
      }),
    );

  test.each(own)('%s is no call', (_name, row) => {
    // At a path that no app has, a message alone is an error.
    const answers = [
      { ok: true },
      { id: 7, status: 'queued' },
      [{ id: 1 }],
      ...(row.isOwn ? [] : [{ message: 'Saved' }]),
    ];
    for (const answer of answers) expect(answered(row, answer)).toEqual([]);
  });

  test.each(own.filter(([, { isOwn }]) => isOwn !== true))('%s that fails is none', (_name, row) => {
    const responseBody = Buffer.from('{"error":{"message":"No"}}');
    const headers = { contentType: 'application/json' };
    expect(readExchange(recordingOfRow(row, { status: 500, responseBody, headers }))).toBeUndefined();
  });

  test.each(own.filter(([, { isOwn }]) => isOwn === true))('%s that fails is one', (_name, row) => {
    const responseBody = Buffer.from('{"error":{"message":"No"}}');
    const headers = { contentType: 'application/json' };
    expect(readExchange(recordingOfRow(row, { status: 500, responseBody, headers }))?.error?.type).toBe('500');
  });
});

test.each(table.filter(([, { response }]) => response instanceof Streamed))(
  '%s: a stream that is cut is a call with an error',
  (_name, row) => {
    const { responseBody } = recordingOfRow(row);
    const cut = recordingOfRow(row, { responseBody: responseBody.subarray(0, responseBody.lastIndexOf('data: {')) });
    expect(readExchange(cut)?.error?.type).toBe('cut');
  },
);
