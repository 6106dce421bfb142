import fc from 'fast-check';
import { childVariables, decodedSession, giveVariables } from '../../../src/zero-code/children/child-variables';

const place = { port: 4000, token: 'abc', session: undefined, traceparent: undefined, contentChars: undefined };
const given = (pairs: readonly string[], variables = childVariables(place)): readonly string[] | undefined => {
  const copy = [...pairs];
  return giveVariables(copy, variables) ? copy : undefined;
};

test('content is asked for only where it is captured', () => {
  const names = (contentChars: number | undefined) => Object.keys(childVariables({ ...place, contentChars }));
  expect(names(undefined).filter((name) => /LOG_|CONTENT/.test(name))).toEqual([]);
  expect(names(1000).filter((name) => /LOG_|CONTENT/.test(name))).toHaveLength(5);
});

test('a session comes out of the header as it went in, whatever its id and name are', () => {
  const texts = fc.string({ unit: 'binary' });
  const session = fc.record({ id: texts, name: fc.option(texts, { nil: undefined }) });
  fc.assert(
    fc.property(session, (each) => {
      const { OTEL_EXPORTER_OTLP_HEADERS: headers = '' } = childVariables({ ...place, session: each });
      const [, value] = /,x-honeyhive-session=([\w-]+)$/.exec(headers) ?? [];
      expect(decodedSession(value)).toEqual(JSON.parse(JSON.stringify(each)));
    }),
  );
});

test.each([undefined, '', 'text', 'W10', 'WzFd', ['a', 'b']])('%j is no session', (value) => {
  expect(decodedSession(value)).toBeUndefined();
});

describe('a child', () => {
  test('gets what it does not have, and a mark that names it', () => {
    const pairs = given(['PATH=/bin', 'OTEL_TRACES_EXPORTER=console', 'Otel_Logs_Exporter=none']);
    expect(pairs?.slice(0, 3)).toEqual(['PATH=/bin', 'OTEL_TRACES_EXPORTER=console', 'Otel_Logs_Exporter=none']);
    expect(pairs).toContain('OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4000');
    expect(pairs?.filter((pair) => /^OTEL_(?:TRACES|LOGS)_EXPORTER=otlp/.test(pair))).toEqual([]);
    expect(pairs?.at(-1)).toMatch(/^HH_CHILDREN_VARIABLES=OTEL_EXPORTER_OTLP_ENDPOINT,/);
    expect(pairs?.at(-1)).not.toMatch(/OTEL_TRACES_EXPORTER/);
  });

  test.each([
    'OTEL_EXPORTER_OTLP_ENDPOINT=x',
    'OTEL_EXPORTER_OTLP_TRACES_HEADERS=x',
    'otel_exporter_otlp_protocol=grpc',
  ])('with %s of its own is left as it is', (own) => {
    expect(given([own])).toBeUndefined();
  });

  test('gets the address of its own parent in place of that of an earlier one', () => {
    const first = given(['PATH=/bin']) ?? [];
    const second = given(first, childVariables({ ...place, port: 5000 })) ?? [];
    expect(second).toHaveLength(first.length);
    expect(second).toContain('OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:5000');
  });
});
