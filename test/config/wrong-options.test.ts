import {
  HoneyHiveLogRecordProcessor,
  HoneyHiveOptionsError,
  HoneyHiveSpanExporter,
  HoneyHiveSpanProcessor,
} from '../../src';
import { optionTable } from '../../src/config/option-table';
import { ModelWireInstrumentation } from '../../src/instrumentation';

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It does not throw.');
};

/** As code without types calls it. */
const processor = (given: unknown): HoneyHiveSpanProcessor => new HoneyHiveSpanProcessor(given as object);
const exporter = (given: unknown): HoneyHiveSpanExporter => new HoneyHiveSpanExporter(given as object);
const logProcessor = (given?: unknown): HoneyHiveLogRecordProcessor =>
  new HoneyHiveLogRecordProcessor(given as HoneyHiveSpanExporter);
const instrumentation = (given: unknown): ModelWireInstrumentation => new ModelWireInstrumentation(given as object);

describe('a constructor that is given something else than options says what it takes', () => {
  test.each<[string, (given: unknown) => unknown]>([
    ['the processor', processor],
    ['the exporter', exporter],
  ])('%s: a key, a list, nothing', (_what, construct) => {
    const text = messageOf(() => construct('hh_secret'));
    expect(text).toContain('must be an object, such as `{ apiKey: process.env.HH_API_KEY }`, and not a string');
    expect(text).not.toContain('secret');
    expect(messageOf(() => construct(['hh_secret']))).toContain('not a list');
    expect(messageOf(() => construct(null))).toContain('not null');
    expect(messageOf(() => construct(() => {}))).toContain('not a function');
  });

  test('a span processor of another backend, or our own', () => {
    const other = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
    for (const given of [other, new HoneyHiveSpanProcessor()])
      expect(messageOf(() => processor(given))).toContain('A span processor is not options. Put it beside');
  });

  test('the exporter of another backend', () => {
    const other = { export() {}, shutdown: async () => {} };
    expect(messageOf(() => processor(other))).toContain(
      'An exporter is not options. Give it to a processor of its own',
    );
  });

  test('the log record processor takes the exporter, or the processor that has it, and names them otherwise', () => {
    const spans = new HoneyHiveSpanProcessor();
    expect(() => [logProcessor(spans.exporter), logProcessor(spans)]).not.toThrow();
    for (const given of [undefined, {}, 'key', { export() {} }])
      expect(messageOf(() => logProcessor(given))).toContain('HoneyHiveSpanExporter');
  });
});

describe('a name that is no option', () => {
  const remedyOf = (name: string): string | undefined =>
    /is not an option\. ?(.*)$/m.exec(messageOf(() => exporter({ [name]: 'secret' })))?.[1];

  test.each(
    Object.entries({
      url: ['endpoint', 'baseUrl', 'baseURL', 'serverUrl', 'URL', 'uri'],
      apiKey: ['token', 'key', 'api_key', 'apikey', 'apiKeys'],
      project: ['projectName', 'projcet'],
      source: ['environment'],
      requestTimeoutMs: ['timeout', 'timeoutMs', 'timeoutMillis', 'exportTimeoutMillis'],
      maxConcurrentRequests: ['concurrencyLimit'],
      maxQueueRecords: ['maxQueueSize'],
      maxBatchRecords: ['maxExportBatchSize'],
      maxBatchDelayMs: ['scheduledDelayMillis', 'maxBatchDelay'],
      agent: ['httpAgentOptions'],
      redact: ['mask', 'filter', 'redcat'],
      captureContent: ['captureMessageContent', 'capture-content', 'captureContents'],
      enabled: ['disabled', 'enable'],
    }).flatMap(([meant, names]) => names.map((name) => [name, meant] as const)),
  )('%s: the error names %s', (name, meant) => {
    expect(optionTable).toHaveProperty(meant);
    expect(remedyOf(name)).toBe(`Did you mean \`${meant}\`?`);
  });

  test.each([
    ['sessionId', 'withHoneyHive({ sessionId }, run)'],
    ['user_id', 'withHoneyHive({ userId }, run)'],
    ['verbose', 'HH_DEBUG=1'],
    ['logLevel', 'OTEL_LOG_LEVEL'],
    ['serviceName', 'OTEL_SERVICE_NAME'],
    ['sampler', 'your tracer provider'],
  ])('%s: the error says where that is set', (name, place) => {
    expect(remedyOf(name)).toContain(place);
  });

  test.each(['xyz', 'constructor', 'toString', 'a'.repeat(10_000)])(
    '%.20s: no name is near, so none is named',
    (name) => {
      expect(remedyOf(name)).toBe('');
    },
  );

  test('is one of several problems in one error, which has no value', () => {
    const text = messageOf(() => exporter({ endpoint: 'secret', maxQueueBytes: 'secret', timeout: 5, project: 7 }));
    expect(text.split('\n').slice(1)).toEqual([
      '  - `endpoint` is not an option. Did you mean `url`?',
      '  - `timeout` is not an option. Did you mean `requestTimeoutMs`?',
      '  - `project` must be a string.',
      '  - `maxQueueBytes` must be a whole number of at least 1.',
    ]);
  });
});

describe('the instrumentation', () => {
  test('lists every bad setting in one error: a text in place of false would record what is not to be recorded', () => {
    const bad = { captureContent: 'false', captureMessageContent: true, enabled: 1, maxCapturedBytes: 0, xyz: 1 };
    const error = messageOf(() => instrumentation(bad));
    expect(error.split('\n')).toEqual([
      'Invalid options for ModelWireInstrumentation:',
      '  - `captureMessageContent` is not an option. Did you mean `captureContent`?',
      '  - `xyz` is not an option.',
      '  - `captureContent` must be true or false.',
      '  - `enabled` must be true or false.',
      '  - `maxCapturedBytes` must be a whole number of at least 1.',
    ]);
    expect(() => instrumentation('key')).toThrow(HoneyHiveOptionsError);
    expect(messageOf(() => instrumentation('key'))).toContain('such as `{ captureContent: true }`, and not a string');
  });

  test('keeps its settings when new ones are bad, and takes `undefined` for unset', () => {
    const ours = instrumentation({ enabled: false, captureContent: undefined });
    expect(() => ours.setConfig({ captureContent: 'no' } as object)).toThrow(HoneyHiveOptionsError);
    expect(ours.getConfig()).toMatchObject({ enabled: false });
  });
});
