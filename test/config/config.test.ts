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
    [
      'all kinds of events are sent in the format that has them',
      { events: 'all' },
      { HH_EVENTS_API: 'v1' },
      { events: 'all', api: 'v1' },
    ],
    [
      'sessions are set by words, and by the name of a header or a cookie',
      {},
      { HH_SESSIONS: 'named', HH_SESSION_HEADER: 'cookie:connect.sid', HH_SESSION_NAME: 'Nightly' },
      { sessions: 'named', sessionHeader: 'cookie:connect.sid', sessionName: 'Nightly', conversationIsSession: true },
    ],
    [
      'quotes around a value, which readers of env files leave, are no part of it',
      {},
      { HH_API_KEY: '"abc"', HH_API_URL: " 'https://host/base/' ", HH_CAPTURE_CONTENT: '"false"' },
      { apiKey: 'abc', url: 'https://host/base', captureContent: false },
    ],
    [
      'nor of a key or URL that code passes on from there',
      { apiKey: `'abc'\n`, url: '"https://host"' },
      {},
      { apiKey: 'abc', url: 'https://host' },
    ],
    ['quotes around nothing count as unset', {}, { HH_API_KEY: '""', HH_PROJECT_API_KEY: 'p' }, { apiKey: 'p' }],
    ['a single quote is kept', {}, { HH_API_KEY: '"abc' }, { apiKey: '"abc' }],
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
    ['HH_EVENTS', 'tools', 'events'],
    ['HH_SESSIONS', 'on', 'sessions'],
    ['HH_SESSION_HEADER', 'two words', 'sessionHeader'],
    ['HH_SESSION_HEADER', 'cookie:a;b', 'sessionHeader'],
    ['HH_CONVERSATION_IS_SESSION', 'maybe', 'conversationIsSession'],
    ['HH_COST', '0.5', 'cost'],
    ['HH_MAX_MEDIA_BYTES', '4k', 'maxMediaBytes'],
    ['HH_HEADERS', 'no-value', 'headers'],
    ['HH_HEADERS', 'x-a=1,transfer-encoding=chunked', 'headers'],
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
    ['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT', 'nope', 'captureContent', false, 'no content is sent'],
    ['HH_ENABLED', 'nope', 'enabled', false, 'nothing is sent'],
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

describe('whether anything is sent', () => {
  test.each<[string, HoneyHiveExporterOptions, Record<string, string>, boolean]>([
    ['it is by default', {}, {}, true],
    ['HH_ENABLED turns it off', {}, { HH_ENABLED: 'false' }, false],
    ['an option in code goes before HH_ENABLED', { enabled: true }, { HH_ENABLED: 'false' }, true],
    ['an option in code turns it off', { enabled: false }, {}, false],
    ['OTEL_SDK_DISABLED turns it off, in any case and in quotes', {}, { OTEL_SDK_DISABLED: '"True"' }, false],
    ['OTEL_SDK_DISABLED goes before an option in code', { enabled: true }, { OTEL_SDK_DISABLED: 'true' }, false],
    ['only “true” disables, as the specification has it', {}, { OTEL_SDK_DISABLED: '1' }, true],
  ])('%s', (_rule, options, env, expected) => {
    const { config, warnings } = resolve(options, env);
    expect({ enabled: config.enabled, warnings }).toEqual({ enabled: expected, warnings: [] });
  });
});

describe('whether records have content, by the variable that instrumentations of the conventions share', () => {
  const conventions = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
  test.each<[string, HoneyHiveExporterOptions, Record<string, string>, boolean]>([
    ['false means none', {}, { [conventions]: 'False' }, false],
    ['NO_CONTENT means none', {}, { [conventions]: 'NO_CONTENT' }, false],
    ['true means content', {}, { [conventions]: 'true' }, true],
    ['SPAN_ONLY says where others put it', {}, { [conventions]: 'SPAN_ONLY' }, true],
    ['EVENT_ONLY says where others put it', {}, { [conventions]: 'event_only' }, true],
    ['SPAN_AND_EVENT says where others put it', {}, { [conventions]: 'SPAN_AND_EVENT' }, true],
    ['HH_CAPTURE_CONTENT goes before it', {}, { [conventions]: 'false', HH_CAPTURE_CONTENT: 'true' }, true],
    ['and forbids what it allows', {}, { [conventions]: 'true', HH_CAPTURE_CONTENT: 'false' }, false],
    ['an option in code goes before both', { captureContent: true }, { [conventions]: 'false' }, true],
  ])('%s', (_rule, options, env, expected) => {
    const { config, warnings } = resolve(options, env);
    expect({ captureContent: config.captureContent, warnings }).toEqual({ captureContent: expected, warnings: [] });
  });
});

describe('an unknown variable that looks like one of ours is reported once, with the one that is probably meant', () => {
  test.each([
    ['HH_CAPTURE_CONTNET', 'HH_CAPTURE_CONTENT'],
    ['HH_CAPTURE_CONTENTS', 'HH_CAPTURE_CONTENT'],
    ['HH_CAPTRUE_CONTENT', 'HH_CAPTURE_CONTENT'],
    ['HH_CAPTURECONTENT', 'HH_CAPTURE_CONTENT'],
    ['HH_CONTENT_CAPTURE', 'HH_CAPTURE_CONTENT'],
    ['HH_CAPTURE_MESSAGE_CONTENT', 'HH_CAPTURE_CONTENT'],
    ['hh_capture_content', 'HH_CAPTURE_CONTENT'],
    ['HH_CAPTURE', 'HH_CAPTURE_CONTENT'],
    ['HH_DISABLE_CONTENT', 'HH_CAPTURE_CONTENT'],
    ['HONEYHIVE_CAPTURE_CONTENT', 'HH_CAPTURE_CONTENT'],
    ['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTNET', 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'],
    ['HH_DISABLED', 'HH_ENABLED'],
    ['HH_PROJCET', 'HH_PROJECT'],
    ['HH_API_KEYS', 'HH_API_KEY'],
    ['HH_APIKEY', 'HH_API_KEY'],
    ['HH_API_URI', 'HH_API_URL'],
    ['HH_SPOOL_DRI', 'HH_SPOOL_DIR'],
    ['HH_MAX_QUEUE_BYTE', 'HH_MAX_QUEUE_BYTES'],
    ['HH_ENABLE', 'HH_ENABLED'],
  ])('%s: %s', (variable, meant) => {
    const { warnings } = resolve({}, { HH_API_KEY: 'k', [variable]: 'secret' });
    expect(warnings).toEqual([expect.stringContaining(`${variable} is unknown; did you mean ${meant}?`)]);
    expect(warnings[0]).not.toContain('secret');
  });

  test.each<[string, Record<string, string>, Partial<Record<'captureContent' | 'enabled', boolean>>]>([
    [
      'HH_CAPTURE_CONTENT, records have no content, whatever it says',
      { HH_CAPTURE_CONTNET: 'true' },
      { captureContent: false },
    ],
    [
      'HH_CAPTURE_CONTENT, not even where the right one allows it',
      { HH_CAPTURE_CONTNET: 'false', HH_CAPTURE_CONTENT: 'true' },
      { captureContent: false },
    ],
    ['HH_ENABLED, nothing is sent unless it says so', { HH_ENABLE: 'off' }, { enabled: false }],
    ['HH_CAPTURE_CONTENT by another word, records have no content', { HH_CAPTURE: 'false' }, { captureContent: false }],
    [
      'HH_CAPTURE_CONTENT turned round, records have no content',
      { HH_DISABLE_CONTENT: 'true' },
      { captureContent: false },
    ],
    ['HH_ENABLED turned round, nothing is sent', { HH_DISABLED: 'true' }, { enabled: false }],
    ['HH_ENABLED turned round, unless that says no', { HH_DISABLED: 'false' }, { enabled: true }],
    ['HH_ENABLED and is true, records are sent', { HH_ENABLE: '1' }, { enabled: true }],
    ['HH_PROJECT, nothing else changes', { HH_PROJCET: 'false' }, { captureContent: true, enabled: true }],
  ])('where it looks like %s', (_rule, env, expected) => {
    expect(resolve({}, env).config).toMatchObject(expected);
  });

  test('and an option in code decides nevertheless', () => {
    const { config } = resolve({ captureContent: true, enabled: true }, { HH_CAPTURE_CONTNET: 'no', HH_ENABLE: 'no' });
    expect(config).toMatchObject({ captureContent: true, enabled: true });
  });

  test('but no name that HoneyHive’s own SDKs read, no other one, and none without a value', () => {
    const others = `HH_SESSION_NAME HH_VERBOSE HH_TIMEOUT HH_VERIFY_SSL HH_SERVER_URL HH_DATA_PLANE_API_KEY HH_OTLP_ENABLED
      HH_OTLP_PROTOCOL HH_OTLP_ENDPOINT HH_OTLP_HEADERS HH_MAX_SPAN_SIZE HH_MAX_RETRIES HH_MAX_EXPORT_BATCH_SIZE
      HH_FLUSH_INTERVAL HH_EXPORT_TIMEOUT HH_DISABLE_TRACING HH_DISABLE_HTTP_TRACING HH_DISABLE_BATCH HH_BATCH_SIZE
      HH_API_TIMEOUT HH_HTTP_PROXY HH_HTTPS_PROXY HH_SESSION_ID HH_EVENTS HH_ENDPOINT HH_LAMBDA_HANDLER HH_DATABASE_URL HH_APP_URL
      HONEYHIVE_API_KEY HONEYHIVE_PROJCET OTEL_INSTRUMENTATION_GENAI_UPLOAD_FORMAT OTEL_INSTRUMENTATION_GENAI_COMPLETION_HOOK`;
    const known = Object.values<Option<unknown>>(optionTable).flatMap(({ env }) => env);
    const env = [...others.split(/\s+/), ...known].map((name) => [name, known.includes(name) ? '' : 'x'] as const);
    expect(resolve({}, { ...Object.fromEntries(env), HH_CAPTURE_CONTNET: ' ' }).warnings).toEqual([]);
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
    ...[
      'Transfer-Encoding',
      'content-length',
      'content-encoding',
      'connection',
      'host',
      'upgrade',
      'expect',
      'te',
      'trailer',
      'keep-alive',
      'proxy-authorization',
    ].map((name): [keyof HoneyHiveExporterOptions, unknown] => ['headers', { 'x-a': '1', [name]: '1' }]),
    ['apiKey', '""'],
    ['maxRetryAgeMs', 1.5],
    ['maxRetryAgeMs', Number.NaN],
    ['requestTimeoutMs', '10'],
    ['captureContent', 'true'],
    ['fetch', {}],
    ['agent', {}],
    ['redact', 'yes'],
    ['cost', 0.5],
    ['api', 'v2'],
    ['events', 'tools'],
    ['sessions', true],
    ['sessionName', 7],
    ['sessionHeader', 'x-chat-id: 1'],
    ['sessionHeader', 'cookie:a=b'],
    ['conversationIsSession', 'yes'],
  ])('%s refuses %p', (name, value) => {
    expect(messageOf(() => resolve({ [name]: value }))).toContain(`\`${name}\` must be ${optionTable[name].mustBe}`);
  });
});

describe('events of all kinds in the format of model events alone', () => {
  test('are an error in code, wherever the format is set', () => {
    expect(messageOf(() => resolve({ events: 'all' }))).toMatch(/`events`.*set `api`.* to 'v1'/);
    expect(messageOf(() => resolve({ events: 'all' }, { HH_EVENTS_API: 'model' }))).toContain('`events`');
  });

  test('are reported and ignored in the environment', () => {
    const { config, warnings } = resolve({}, { HH_EVENTS: 'all' });
    expect(config.events).toBe('model');
    expect(warnings).toEqual([expect.stringMatching(/^HH_EVENTS=all is ignored/)]);
  });
});

test.each([null, 5, [], 'x'])('options that are %p are rejected as a whole', (options) => {
  const given = options as unknown as HoneyHiveExporterOptions;
  expect(messageOf(() => resolve(given))).toContain('The options must be an object, such as');
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
