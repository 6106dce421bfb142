import { resolveConfig } from '../../src/config/config';
import type { Option } from '../../src/config/option-parsers';
import { optionTable } from '../../src/config/option-table';
import type { HoneyHiveExporterOptions } from '../../src/config/options';
import { HoneyHiveOptionsError } from '../../src/config/options-error';

const resolve = (options: HoneyHiveExporterOptions, env: Record<string, string> = {}) => {
  const warnings: string[] = [];
  const config = resolveConfig(options, env, (problem) => warnings.push(problem));
  return { config, warnings };
};

describe('the option in code wins over the environment, which wins over the default', () => {
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
      'the other variable for the URL works',
      {},
      { HH_DATA_PLANE_URL: 'http://localhost:1/' },
      { url: 'http://localhost:1' },
    ],
    ['trailing slashes of a URL are removed', { url: 'https://host/base//' }, {}, { url: 'https://host/base' }],
    ['false counts as set', { captureContent: false }, { HH_CAPTURE_CONTENT: 'true' }, { captureContent: false }],
    [
      'flags may be numbers or words in any case',
      {},
      { HH_CAPTURE_CONTENT: '0', HH_ALLOW_INSECURE: 'TRUE' },
      { captureContent: false, allowInsecure: true },
    ],
    ['the event format is set by its name', {}, { HH_EVENTS_API: 'v1' }, { api: 'v1' }],
    ['zero is a valid limit for media', { maxMediaBytes: 0 }, {}, { maxMediaBytes: 0 }],
    [
      'headers are parsed as name=value',
      {},
      { HH_HEADERS: 'x-a=1, x-b=2=3' },
      { headers: { 'x-a': '1', 'x-b': '2=3' } },
    ],
  ])('%s', (_rule, options, env, expected) => {
    const { config, warnings } = resolve(options, env);
    expect(config).toMatchObject(expected);
    expect(warnings).toEqual([]);
  });
});

describe('an invalid environment variable is reported once and ignored', () => {
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
    expect(config[name]).toEqual(optionTable[name].fallback);
    expect(warnings).toEqual([expect.stringContaining(variable)]);
    expect(warnings[0]).not.toContain(text);
  });
});

test('the report of an invalid variable says what to set it to', () => {
  expect(resolve({}, { HH_COST: 'cheap', HH_CAPTURE_CONTENT: 'nope' }).warnings).toEqual([
    'Set HH_CAPTURE_CONTENT to true or false: its present value is invalid, so no content is sent.',
    'Set HH_COST to true or false: its present value is invalid, so it is ignored.',
  ]);
});

describe('an invalid environment variable never leaks data', () => {
  test.each([
    ['HH_CAPTURE_CONTENT', 'nope', 'captureContent', false, 'no content is sent'],
    ['HH_API_URL', 'ftp://host', 'url', '', 'nothing is sent'],
    ['HH_API_URL', 'https://user:secret@host', 'url', '', 'nothing is sent'],
  ] as const)('%s=%s makes %s %p', (variable, text, name, expected, consequence) => {
    const { config, warnings } = resolve({}, { [variable]: text });
    expect(config[name]).toBe(expected);
    expect(warnings).toEqual([expect.stringContaining(consequence)]);
    expect(warnings[0]).not.toContain(text);
  });

  test('is overridden by an option in code', () => {
    expect(resolve({ captureContent: true }, { HH_CAPTURE_CONTENT: 'nope' }).config.captureContent).toBe(true);
  });
});

describe('invalid options in code', () => {
  test('throw one error that lists every problem and contains no value', () => {
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
    expect(message).toMatch(/`api_key` is not an option\. Did you mean `apiKey`\?/);
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
    expect(messageOf(() => resolve({ [name]: value }))).toContain(`\`${name}\` must be ${optionTable[name].mustBe}`);
  });
});

test.each([null, 5, [], 'x'])('options that are %p are rejected as a whole', (options) => {
  const given = options as unknown as HoneyHiveExporterOptions;
  expect(messageOf(() => resolve(given))).toContain('The options must be an object.');
});

test('every default is valid', () => {
  for (const option of Object.values<Option<unknown>>(optionTable)) {
    if (option.fallback !== undefined) expect(option.accepts(option.fallback)).toBe(true);
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
