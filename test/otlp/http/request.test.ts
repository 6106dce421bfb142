import * as zlib from 'node:zlib';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type OtlpLimits, type OtlpRequest, readOtlpRequest } from '../../../src/otlp/http/request';
import { content, inScope, requestOf } from '../support/wire';

const limits: OtlpLimits = { maxBytes: 10_000, maxItems: 10 };
const protobuf = 'application/x-protobuf';
const body = requestOf(content(5, 'x'.repeat(500)));

const read = (change: Partial<OtlpRequest>, given = limits) =>
  readOtlpRequest({ path: '/v1/traces', contentType: protobuf, contentEncoding: undefined, body, ...change }, given);

const { zstdCompressSync } = zlib as { readonly zstdCompressSync?: (body: Uint8Array) => Buffer };

describe('the spans of a request are read', () => {
  test.each<[string, Partial<OtlpRequest>]>([
    ['in protobuf', {}],
    [
      'in JSON',
      { contentType: 'application/json', body: Buffer.from('{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}') },
    ],
    ['with parameters of the content type', { contentType: 'Application/X-Protobuf; charset=utf-8' }],
    ['with gzip', { contentEncoding: 'gzip', body: gzipSync(body) }],
    ['with gzip by its old name', { contentEncoding: ' X-GZIP', body: gzipSync(body) }],
    ['with deflate', { contentEncoding: 'deflate', body: deflateSync(body) }],
    ['with deflate without its header', { contentEncoding: 'deflate', body: deflateRawSync(body) }],
    ['with identity', { contentEncoding: 'identity' }],
    ...(zstdCompressSync === undefined
      ? []
      : [['with zstd', { contentEncoding: 'zstd', body: zstdCompressSync(body) }] as [string, Partial<OtlpRequest>]]),
  ])('%s', async (_form, change) => {
    const content = await read(change);
    expect(content).toMatchObject({ signal: 'traces', spans: [{ kind: 0 }] });
  });
});

test('so are log records, and a request may have none', async () => {
  const path = '/v1/logs';
  expect(await read({ path, body: inScope(content(2, content(12, 'an event'))) })).toMatchObject({
    signal: 'logs',
    logRecords: [{ eventName: 'an event' }],
  });
  expect(await read({ path, body: Buffer.alloc(0) })).toEqual({ signal: 'logs', logRecords: [] });
});

const bomb = gzipSync(Buffer.alloc(50 * 2 ** 20));
const noEncoding = zstdCompressSync === undefined ? 'zstd' : 'br';

describe('what is not taken is refused with a status and a sentence:', () => {
  test.each<[string, Partial<OtlpRequest>, number, RegExp]>([
    ['metrics', { path: '/v1/metrics' }, 404, /^Only \/v1\/traces and \/v1\/logs are served here\./],
    ['no content type', { contentType: undefined }, 415, /^The content type must be application\/x-protobuf or/],
    ['text', { contentType: 'text/plain' }, 415, /^The content type must be/],
    [
      'an encoding that is not known',
      { contentEncoding: noEncoding },
      415,
      /^The content encoding must be one of: identity, gzip/,
    ],
    ['two encodings', { contentEncoding: 'gzip, gzip' }, 415, /^The content encoding must be one of/],
    ['a body that is too large', { body: Buffer.alloc(10_001) }, 413, /more than 10000 bytes, uncompressed\./],
    [
      'one that becomes too large',
      { contentEncoding: 'gzip', body: gzipSync(Buffer.alloc(10_001)) },
      413,
      /more than 10000 bytes/,
    ],
    [
      'more spans than are taken',
      { body: inScope(...Array(11).fill(content(2))) },
      413,
      /more than 10 spans or log records/,
    ],
    [
      'what is not compressed',
      { contentEncoding: 'gzip' },
      400,
      /^The request body cannot be decoded: it is not gzip\.$/,
    ],
    [
      'half of what was compressed',
      { contentEncoding: 'deflate', body: deflateSync(body).subarray(0, 20) },
      400,
      /it is not deflate/,
    ],
    ['nothing that should be compressed', { contentEncoding: 'gzip', body: Buffer.alloc(0) }, 400, /it is not gzip/],
    [
      'what is no protobuf',
      { body: Buffer.from('{"secret":1}') },
      400,
      /^Malformed OTLP: a field of wire type 3 at byte 0\.$/,
    ],
    ['what is no JSON', { contentType: 'application/json' }, 400, /^Malformed OTLP: no JSON at the body\.$/],
  ])('%s', async (_what, change, status, message) => {
    expect(await read(change)).toEqual({ status, message: expect.stringMatching(message) });
  });

  test('a bomb, without unpacking it', async () => {
    expect(bomb.length).toBeLessThan(100_000);
    const refusal = await read({ contentEncoding: 'gzip', body: bomb }, { ...limits, maxBytes: 2 ** 20 });
    expect(refusal).toMatchObject({ status: 413 });
  });
});
