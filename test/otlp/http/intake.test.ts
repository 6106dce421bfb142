import { OtlpIntake, type OtlpTarget } from '../../../src/otlp/http/intake';
import { decoded } from '../support/schema';
import { content, inScope, requestOf } from '../support/wire';

const accept = (target: Partial<OtlpTarget>, path: string, body: Buffer) => {
  const fail = (): never => {
    throw new Error('secret');
  };
  const intake = new OtlpIntake({ takeSpans: fail, takeLogRecords: fail, ...target }, { maxBytes: 1000, maxItems: 10 });
  return intake.accept({ path, contentType: 'application/x-protobuf', contentEncoding: undefined, body });
};
const spans = requestOf(content(5, 'name'));

test('spans and log records reach what takes them, and its outcome is the answer', async () => {
  const names: unknown[] = [];
  const takeSpans: OtlpTarget['takeSpans'] = async ([span]) => {
    names.push(span?.name);
    return { rejected: 1, message: 'It is too large.' };
  };
  const takeLogRecords: OtlpTarget['takeLogRecords'] = ([record]) => {
    names.push(record?.eventName);
    return undefined;
  };
  const partly = await accept({ takeSpans }, '/v1/traces', spans);
  expect([partly.status, partly.body.includes('It is too large.')]).toEqual([200, true]);
  const all = await accept({ takeLogRecords }, '/v1/logs', inScope(content(2, content(12, 'event'))));
  expect([all.status, all.body.length]).toEqual([200, 0]);
  expect(names).toEqual(['name', 'event']);
});

test('what is not read reaches nothing, and is answered in its format', async () => {
  const answer = await accept({}, '/v1/traces', Buffer.from('text'));
  expect(answer.status).toBe(400);
  expect(decoded('RpcStatus', answer.body)).toMatchObject({ code: 3 });
});

test('if what takes it fails, the sender is asked to try again, and learns nothing of why', async () => {
  const answer = await accept({}, '/v1/traces', spans);
  expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  expect(answer.body.toString()).not.toContain('secret');
});
