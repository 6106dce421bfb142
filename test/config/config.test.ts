import {
  type Field,
  fields,
  type HoneyHiveExporterOptions,
  HoneyHiveOptionsError,
  resolveConfig,
} from '../../src/config/config';

const resolve = (options: HoneyHiveExporterOptions, env: Record<string, string> = {}) => {
  const warnings: string[] = [];
  const config = resolveConfig(options, env, (problem) => warnings.push(problem));
  return { config, warnings };
};

describe('a value is the option, else the environment, else the default', () => {
  test.each<[string, HoneyHiveExporterOptions, Record<string, string>, Record<string, unknown>]>([
    ['nothing set', {}, {}, { apiKey: undefined, url: 'https://api.dp1.us.honeyhive.ai', maxQueueBytes: 33_554_432 }],
    [
      'the environment beats the default',
      {},
      { HH_API_KEY: 'k', HH_MAX_QUEUE_RECORDS: '7' },
      { apiKey: 'k', maxQueueRecords: 7 },
    ],
    ['the option beats the environment', { apiKey: 'mine' }, { HH_API_KEY: 'k' }, { apiKey: 'mine' }],
    [
      'the first variable that is set wins',
      {},
      { HH_PROJECT_API_KEY: 'p', HH_INGESTION_API_KEY: 'i' },
      { apiKey: 'p' },
    ],
    ['an empty variable counts as unset', {}, { HH_API_KEY: ' ', HH_PROJECT_API_KEY: 'p' }, { apiKey: 'p' }],
    [
      'an empty option counts as unset',
      { apiKey: '', project: '' },
      { HH_PROJECT: 'p' },
      { apiKey: undefined, project: 'p' },
    ],
    [
      'the other name of the URL works',
      {},
      { HH_DATA_PLANE_URL: 'http://localhost:1/' },
      { url: 'http://localhost:1' },
    ],
    ['a URL loses its trailing slash', { url: 'https://host/base//' }, {}, { url: 'https://host/base' }],
    [
      'false is a value, not an absence',
      { captureContent: false },
      { HH_CAPTURE_CONTENT: 'true' },
      { captureContent: false },
    ],
    [
      'flags are read in either spelling',
      {},
      { HH_CAPTURE_CONTENT: '0', HH_ALLOW_INSECURE: 'TRUE' },
      { captureContent: false, allowInsecure: true },
    ],
    ['the format is one of two', {}, { HH_EVENTS_API: 'v1' }, { api: 'v1' }],
    ['no media at all is a limit', { maxMediaBytes: 0 }, {}, { maxMediaBytes: 0 }],
    ['headers are read as name=value', {}, { HH_HEADERS: 'x-a=1, x-b=2=3' }, { headers: { 'x-a': '1', 'x-b': '2=3' } }],
  ])('%s', (_rule, options, env, expected) => {
    const { config, warnings } = resolve(options, env);
    expect(config).toMatchObject(expected);
    expect(warnings).toEqual([]);
  });
});

describe('a bad value in the environment is said once and ignored', () => {
  test.each([
    ['HH_MAX_QUEUE_BYTES', '32MB', 'maxQueueBytes'],
    ['HH_MAX_BATCH_RECORDS', '0', 'maxBatchRecords'],
    ['HH_MAX_BATCH_RECORDS', '1e3', 'maxBatchRecords'],
    ['HH_SUPPRESS_NESTED', 'nope', 'suppressNested'],
    ['HH_COMPRESSION', 'brotli', 'compression'],
    ['HH_EVENTS_API', 'v2', 'api'],
    ['HH_COST', '0.5', 'cost'],
    ['HH_MAX_MEDIA_BYTES', '4k', 'maxMediaBytes'],
    ['HH_HEADERS', 'no-value', 'headers'],
    ['HH_MAX_RECORD_BYTES', '100', 'maxRecordBytes'],
  ] as const)('%s=%s leaves the default of %s', (variable, text, name) => {
    const { config, warnings } = resolve({}, { [variable]: text });
    expect(config[name]).toEqual(fields[name].fallback);
    expect(warnings).toEqual([expect.stringContaining(variable)]);
    expect(warnings[0]).not.toContain(text);
  });
});

describe('a bad value in the environment never sends what the user wanted to keep', () => {
  test.each([
    ['HH_CAPTURE_CONTENT', 'nope', 'captureContent', false, 'no content is sent'],
    ['HH_API_URL', 'ftp://host', 'url', '', 'nothing is sent anywhere'],
    ['HH_API_URL', 'https://user:secret@host', 'url', '', 'nothing is sent anywhere'],
  ] as const)('%s=%s means %s: %p', (variable, text, name, expected, so) => {
    const { config, warnings } = resolve({}, { [variable]: text });
    expect(config[name]).toBe(expected);
    expect(warnings).toEqual([expect.stringContaining(so)]);
    expect(warnings[0]).not.toContain(text);
  });

  test('an option in code still beats it', () => {
    expect(resolve({ captureContent: true }, { HH_CAPTURE_CONTENT: 'nope' }).config.captureContent).toBe(true);
  });
});

describe('bad options in code', () => {
  test('throw one error that lists every problem and shows no value', () => {
    const bad = {
      apiKey: 'secret\r\nx: y',
      url: 'nowhere',
      maxQueueBytes: -1,
      api_key: 'secret',
      tls: 'pem',
    } as unknown;
    expect(() => resolve(bad as HoneyHiveExporterOptions)).toThrow(HoneyHiveOptionsError);
    const message = messageOf(() => resolve(bad as HoneyHiveExporterOptions));
    expect(message.split('\n')).toHaveLength(6);
    expect(message).toMatch(/`api_key` is no option; `apiKey` is\./);
    for (const name of ['apiKey', 'url', 'maxQueueBytes', 'tls']) expect(message).toContain(`\`${name}\` must be`);
    expect(message).not.toContain('secret');
  });

  test.each<[keyof HoneyHiveExporterOptions, unknown]>([
    ['apiKey', 5],
    ['apiKey', '“pasted”'],
    ['apiKey', 'two words'],
    ['headers', { 'bad name': 'x' }],
    ['headers', { 'x-a': 'line\nbreak' }],
    ['maxRetryAgeMs', 1.5],
    ['maxRetryAgeMs', Number.NaN],
    ['requestTimeoutMs', '10'],
    ['captureContent', 'true'],
    ['fetch', {}],
    ['agent', {}],
    ['redact', 'yes'],
    ['cost', 0.5],
    ['api', 'v2'],
  ])('%s refuses %p', (name, value) => {
    expect(messageOf(() => resolve({ [name]: value }))).toContain(`\`${name}\` must be ${fields[name].mustBe}`);
  });
});

test.each([null, 5, [], 'x'])('options that are %p are one problem', (options) => {
  const given = options as unknown as HoneyHiveExporterOptions;
  expect(messageOf(() => resolve(given))).toContain('The options must be an object.');
});

test('every default is a value that its own field accepts', () => {
  for (const field of Object.values<Field<unknown>>(fields)) {
    if (field.fallback !== undefined) expect(field.accepts(field.fallback)).toBe(true);
  }
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}
