import { meantName } from '../runtime/meant-name';
import { HoneyHiveOptionsError } from './options-error';

/** What other packages call our options, in lower case; several of theirs may mean one of ours. */
const namesElsewhere: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    apiKey: 'key token apiToken accessToken bearerToken secret secretKey honeyhiveApiKey hhApiKey',
    project: 'projectName projectId honeyhiveProject',
    source: 'environment env stage deploymentEnvironment',
    url: 'endpoint baseUrl baseUri apiUrl serverUrl server host hostname collectorUrl dataPlaneUrl uri',
    api: 'apiVersion format protocol',
    sessionName: 'appName',
    enabled: 'disabled tracingEnabled tracing active',
    captureContent:
      'captureMessageContent traceContent recordContent recordInputs recordOutputs logContent hideInputs hideOutputs',
    redact: 'mask maskFn masking beforeSend filter shouldExportSpan spanFilter transform scrub anonymize anonymizer',
    maxRecordBytes: 'maxEventBytes maxSpanSize maxPayloadSize',
    maxBatchRecords: 'maxExportBatchSize batchSize flushAt maxBatchSize',
    maxBatchDelayMs:
      'scheduledDelayMillis scheduledDelay flushInterval flushIntervalMs batchTimeout exportIntervalMillis',
    maxConcurrentRequests: 'concurrencyLimit concurrency maxConcurrency',
    maxQueueRecords: 'maxQueueSize queueSize bufferSize maxQueue',
    maxRetryAgeMs: 'maxRetries retries retry retryCount maxElapsedTime',
    requestTimeoutMs: 'timeout timeoutMs timeoutMillis requestTimeout exportTimeoutMillis exportTimeout httpTimeout',
    shutdownTimeoutMs: 'shutdownTimeout shutdownTimeoutMillis',
    flushTimeoutMs: 'flushTimeout flushTimeoutMillis',
    agent: 'httpAgent httpsAgent httpAgentOptions httpOptions proxy proxyUrl',
    tls: 'ca cert certificate credentials ssl',
    fetch: 'fetchFn fetcher httpClient',
    spoolDirectory: 'spool spoolPath storagePath diskBuffer',
    headers: 'metadata customHeaders',
  }).flatMap(([name, others]) => others.split(' ').map((other) => [other.toLowerCase(), name])),
);

/** What is said elsewhere than in the options. */
const elsewhere: Readonly<Record<string, string>> = {
  sessionid: 'A session belongs to calls: use `withHoneyHive({ sessionId }, run)`.',
  userid: 'A user belongs to calls: use `withHoneyHive({ userId }, run)`.',
  tags: 'Tags belong to calls: use `withHoneyHive({ metadata }, run)`.',
  servicename: 'Set the variable OTEL_SERVICE_NAME, or name it in the resource of your tracer provider.',
  resource: 'Give it to your tracer provider.',
  sampler: 'Give it to your tracer provider.',
  instrumentations: 'Give them to your SDK, or to `registerInstrumentations`.',
  spanprocessors: 'Give them to your tracer provider.',
  verbose: 'Use `debug: true`, or set the variable HH_DEBUG=1.',
  loglevel: 'Use `debug: true`, or set the variable OTEL_LOG_LEVEL.',
};

/** A sentence about each name that is no option, with the one that is probably meant. Never contains a value. */
export const unknownOptions = (names: readonly string[], known: readonly string[]): readonly string[] =>
  names.map((name) => `\`${name}\` is not an option.${remedy(name, known)}`);

function remedy(name: string, known: readonly string[]): string {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  if (Object.hasOwn(elsewhere, plain)) return ` ${elsewhere[plain]}`;
  const meant = meantName(name, known, namesElsewhere);
  return meant === undefined ? '' : ` Did you mean \`${meant}\`?`;
}

const processors = 'in the list of span processors of your tracer provider';

/** What is wrong with options that are none; `undefined` if they may be some. */
export function wrongOptions(given: unknown, example: string): string | undefined {
  const wrong = (type: string): string => `The options must be an object, such as \`${example}\`, and not ${type}.`;
  if (given === null) return wrong('null');
  if (Array.isArray(given)) return wrong('a list');
  if (typeof given !== 'object') return wrong(`a ${typeof given}`);
  if (isMethod(given, 'onEnd'))
    return `A span processor is not options. Put it beside that of this package, ${processors}.`;
  if (isMethod(given, 'export')) return `An exporter is not options. Give it to a processor of its own, ${processors}.`;
  return undefined;
}

const isMethod = (holder: object, name: string): boolean => typeof Reflect.get(holder, name) === 'function';

type Known = Readonly<Record<string, { readonly mustBe: string; accepts(value: unknown): boolean }>>;

/** About settings of the instrumentation, of which at least one is wrong. */
export function settingsError(given: unknown, known: Known): HoneyHiveOptionsError {
  const problem = wrongOptions(given, '{ captureContent: true }');
  const entries = problem === undefined ? Object.entries(Object(given)).filter(([, value]) => value !== undefined) : [];
  const isKnown = (name: string): boolean => Object.hasOwn(known, name);
  const unknown = entries.flatMap(([name]) => (isKnown(name) ? [] : [name]));
  const wrong = entries.filter(([name, value]) => isKnown(name) && known[name]?.accepts(value) === false);
  return new HoneyHiveOptionsError(
    [
      ...(problem === undefined ? [] : [problem]),
      ...unknownOptions(unknown, Object.keys(known)),
      ...wrong.map(([name]) => `\`${name}\` must be ${known[name]?.mustBe}.`),
    ],
    'ModelWireInstrumentation',
  );
}
