import {
  count,
  type Field,
  flag,
  isCount,
  isFlag,
  isHeaderText,
  isHttpUrl,
  isKey,
  isPath,
  isPlainObject,
  isText,
  readFlag,
  readHeaders,
  readNumber,
} from './option-parsers';
import type { HoneyHiveExporterOptions } from './options';

export type { Field } from './option-parsers';
export type { HoneyHiveExporterOptions } from './options';

type Option = keyof HoneyHiveExporterOptions;
type MayBeUnset =
  | 'apiKey'
  | 'project'
  | 'source'
  | 'redact'
  | 'maxRetryAgeMs'
  | 'spoolDirectory'
  | 'tls'
  | 'agent'
  | 'fetch';

/** Option, else environment, else default: what the parts are built from. An empty `url`: nothing is to be sent anywhere. */
export type Config = {
  readonly [F in Exclude<Option, MayBeUnset>]: NonNullable<HoneyHiveExporterOptions[F]>;
} & {
  readonly [F in MayBeUnset]: HoneyHiveExporterOptions[F];
};

const MiB = 2 ** 20;

/** The one table of options. The README's table is checked against it. */
export const fields: { readonly [F in Option]-?: Field<Config[F]> } = {
  apiKey: {
    env: ['HH_API_KEY', 'HH_PROJECT_API_KEY', 'HH_INGESTION_API_KEY'],
    fallback: undefined,
    mustBe: 'a string of printable ASCII without spaces, or a function that returns one',
    says: 'The key of your HoneyHive project. A function is asked again after the key was refused.',
    accepts: (value) => isKey(value) || typeof value === 'function',
  },
  project: {
    env: ['HH_PROJECT'],
    fallback: undefined,
    mustBe: 'a string',
    says: 'The project that events belong to; `unknown` if nobody says. HoneyHive’s newer servers take it from the key.',
    accepts: isText,
  },
  source: {
    env: ['HH_SOURCE'],
    fallback: undefined,
    mustBe: 'a string',
    says: 'Where events come from, such as production or staging. Unset: the resource’s `deployment.environment.name`.',
    accepts: isText,
  },
  url: {
    env: ['HH_API_URL', 'HH_DATA_PLANE_URL'],
    fallback: 'https://api.dp1.us.honeyhive.ai',
    mustBe: 'an http or https URL without credentials, query or fragment',
    says: 'The HoneyHive data plane.',
    accepts: isHttpUrl,
    ifUnreadable: { value: '', so: 'so nothing is sent anywhere' },
  },
  api: {
    env: ['HH_EVENTS_API'],
    fallback: 'model',
    mustBe: 'model or v1',
    says: 'The endpoint and its format: `model` is `POST /events/model/batch`, `v1` its successor, `POST /v1/events/batch`.',
    accepts: (value) => value === 'model' || value === 'v1',
  },
  captureContent: {
    env: ['HH_CAPTURE_CONTENT'],
    fallback: true,
    says: 'Whether messages, answers, tools and templates are sent. Without them: model, counts, timing and ids.',
    ifUnreadable: { value: false, so: 'so no content is sent' },
    ...flag,
  },
  redact: {
    env: [],
    fallback: undefined,
    mustBe: 'a function from a record to a record',
    says: 'Your function, synchronous or not: it gets a copy of each record, and answers what is sent instead, or nothing to send none. If it fails, the record goes without content.',
    accepts: (value) => typeof value === 'function',
  },
  redactTimeoutMs: {
    env: ['HH_REDACT_TIMEOUT_MS'],
    fallback: 2000,
    unit: 'ms',
    says: '`redact` has failed when its promise has not settled for so long.',
    ...count,
  },
  cost: {
    env: ['HH_COST'],
    fallback: true,
    mustBe: 'true, false or a function from a call to US dollars (in the environment: true or false)',
    says: 'Whether a cost that the span does not say is computed, by `@pydantic/genai-prices` if the app has it. A function is asked first, and the library where it answers `undefined`.',
    accepts: (value) => isFlag(value) || typeof value === 'function',
    read: readFlag,
  },
  suppressNested: {
    env: ['HH_SUPPRESS_NESTED'],
    fallback: true,
    says: 'Whether a model span around another one is left out, since both tell of one call.',
    ...flag,
  },
  maxMediaBytes: {
    env: ['HH_MAX_MEDIA_BYTES'],
    fallback: 4096,
    unit: 'bytes',
    says: 'Images, audio and files of more bytes are replaced by their type, size and SHA-256.',
    mustBe: 'a whole number',
    accepts: (value) => value === 0 || isCount(value),
    read: readNumber,
  },
  maxRecordBytes: {
    env: ['HH_MAX_RECORD_BYTES'],
    fallback: MiB,
    unit: 'bytes',
    says: 'A longer record has its longest texts cut in their middle.',
    mustBe: 'a whole number from 4096 up',
    accepts: (value) => isCount(value) && Number(value) >= 4096,
    read: readNumber,
  },
  maxBatchRecords: {
    env: ['HH_MAX_BATCH_RECORDS'],
    fallback: 100,
    unit: 'records',
    says: 'A request holds at most so many.',
    ...count,
  },
  maxBatchBytes: {
    env: ['HH_MAX_BATCH_BYTES'],
    fallback: MiB,
    unit: 'bytes',
    says: 'A request’s body is at most so long, unless a single record is longer.',
    ...count,
  },
  maxBatchDelayMs: {
    env: ['HH_MAX_BATCH_DELAY_MS'],
    fallback: 1000,
    unit: 'ms',
    says: 'A batch leaves so long after its first record, full or not.',
    ...count,
  },
  maxConcurrentRequests: {
    env: ['HH_MAX_CONCURRENT_REQUESTS'],
    fallback: 4,
    unit: 'requests',
    says: 'Requests in flight at a time.',
    ...count,
  },
  maxQueueRecords: {
    env: ['HH_MAX_QUEUE_RECORDS'],
    fallback: 10_000,
    unit: 'records',
    says: 'What is not delivered yet; beyond it the newest record is lost as `queue_full`, or goes to the spool only.',
    ...count,
  },
  maxQueueBytes: {
    env: ['HH_MAX_QUEUE_BYTES'],
    fallback: 32 * MiB,
    unit: 'bytes',
    says: 'The same in bytes, requests in flight included: the bound on memory. Of JSON, and of the texts of spans that are no JSON yet.',
    ...count,
  },
  maxRetryAgeMs: {
    env: ['HH_MAX_RETRY_AGE_MS'],
    fallback: undefined,
    unit: 'ms',
    says: 'An undelivered record is tried again for so long, then lost as `retries_exhausted`. Unset: 15 min, with a spool 48 h.',
    ...count,
  },
  spoolDirectory: {
    env: ['HH_SPOOL_DIR'],
    fallback: undefined,
    mustBe: 'the path of a directory',
    says: 'Records are written there before they are sent, and survive a crash. For processes with the same key only; it is made with mode 700.',
    accepts: isPath,
  },
  maxSpoolBytes: {
    env: ['HH_MAX_SPOOL_BYTES'],
    fallback: 256 * MiB,
    unit: 'bytes',
    says: 'What lies there of all processes is at most so long; beyond it the newest record is lost as `spool_full`.',
    ...count,
  },
  spoolFsync: {
    env: ['HH_SPOOL_FSYNC'],
    fallback: 'none',
    mustBe: 'none, interval or always',
    says: 'When the disk itself must have it, against losses of power: never, once a second, or before each request.',
    accepts: (value) => value === 'none' || value === 'interval' || value === 'always',
  },
  requestTimeoutMs: {
    env: ['HH_REQUEST_TIMEOUT_MS'],
    fallback: 10_000,
    unit: 'ms',
    says: 'Deadline of one request, from its start to the last byte of the answer.',
    ...count,
  },
  flushTimeoutMs: {
    env: ['HH_FLUSH_TIMEOUT_MS'],
    fallback: 10_000,
    unit: 'ms',
    says: 'Deadline of `forceFlush`; nothing is given up when it passes.',
    ...count,
  },
  shutdownTimeoutMs: {
    env: ['HH_SHUTDOWN_TIMEOUT_MS'],
    fallback: 5000,
    unit: 'ms',
    says: 'Deadline of `shutdown`; what is left then stays in the spool, or is lost as `shutdown`.',
    ...count,
  },
  compression: {
    env: ['HH_COMPRESSION'],
    fallback: 'none',
    mustBe: 'none or gzip',
    says: '`gzip` compresses bodies. HoneyHive does not document that it takes them.',
    accepts: (value) => value === 'none' || value === 'gzip',
  },
  headers: {
    env: ['HH_HEADERS'],
    fallback: {},
    mustBe: 'an object of header names and printable values (in the environment: name=value,name=value)',
    says: 'Sent with every request besides our own, for gateways.',
    accepts: (value) =>
      isPlainObject(value) &&
      Object.entries(value).every(([name, text]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && isHeaderText(text)),
    read: readHeaders,
  },
  allowInsecure: {
    env: ['HH_ALLOW_INSECURE'],
    fallback: false,
    says: 'Whether the key may go over plain http to a host other than this machine.',
    ...flag,
  },
  tls: {
    env: [],
    fallback: undefined,
    mustBe: 'an object with ca, cert, key or passphrase',
    says: 'Own certificate authority and client certificate, as `node:tls` takes them. `NODE_EXTRA_CA_CERTS` works, too.',
    accepts: isPlainObject,
  },
  agent: {
    env: [],
    fallback: undefined,
    mustBe: 'an agent for node:http or node:https',
    says: 'Connects in place of our own agent, for example with a lookup of yours. `tls` and the proxy variables are then its business.',
    // By shape: the agents of older packages inherit nothing of node:http.
    accepts: (value) => isPlainObject(value) && typeof value['addRequest'] === 'function',
  },
  fetch: {
    env: [],
    fallback: undefined,
    mustBe: 'a function like the global fetch',
    says: 'Sends requests in place of `node:http`, for example through a dispatcher of yours.',
    accepts: (value) => typeof value === 'function',
  },
};

const optionNames = Object.keys(fields) as Option[];

/** Bad options in code. The message lists every problem, one a line, and never a value. */
export class HoneyHiveOptionsError extends Error {
  override readonly name = 'HoneyHiveOptionsError';
  constructor(problems: readonly string[]) {
    super(
      `The HoneyHive exporter cannot use these options:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

/**
 * Option, else environment, else default, for every field. Empty text counts as unset.
 * @param warn told each bad environment value, which is then ignored
 * @throws HoneyHiveOptionsError that lists every bad option
 */
export function resolveConfig(
  options: HoneyHiveExporterOptions,
  env: Readonly<Record<string, string | undefined>>,
  warn: (problem: string) => void,
): Config {
  if (!isPlainObject(options)) throw new HoneyHiveOptionsError(['The options must be an object.']);
  const problems = unknownOptions(options);
  const config: Record<string, unknown> = {};
  for (const name of optionNames) {
    const field: Field<unknown> = fields[name];
    const option: unknown = options[name];
    if (option === undefined || option === '') config[name] = fromEnvironment(field, env, warn) ?? field.fallback;
    else if (field.accepts(option)) config[name] = option;
    else problems.push(`\`${name}\` must be ${field.mustBe}.`);
  }
  if (problems.length > 0) throw new HoneyHiveOptionsError(problems);
  // The table above is typed field by field; only this loop over its names is not.
  return Object.freeze({ ...(config as unknown as Config), url: String(config['url']).replace(/\/+$/, '') });
}

function fromEnvironment(
  field: Field<unknown>,
  env: Readonly<Record<string, string | undefined>>,
  warn: (problem: string) => void,
): unknown {
  const variable = field.env.find((name) => (env[name] ?? '').trim() !== '');
  if (variable === undefined) return undefined;
  const text = (env[variable] ?? '').trim();
  const value = field.read === undefined ? text : field.read(text);
  if (field.accepts(value)) return value;
  const { ifUnreadable } = field;
  warn(
    `${variable} must be ${field.mustBe}; it is ignored${ifUnreadable === undefined ? '' : `, ${ifUnreadable.so}`}.`,
  );
  return ifUnreadable?.value;
}

function unknownOptions(options: HoneyHiveExporterOptions): string[] {
  return Object.keys(options)
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => {
      const meant = optionNames.find((known) => known.toLowerCase() === name.toLowerCase().replace(/[-_]/g, ''));
      return `\`${name}\` is no option${meant === undefined ? '' : `; \`${meant}\` is`}.`;
    });
}
