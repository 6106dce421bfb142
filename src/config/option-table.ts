import type { Agent } from 'node:http';
import type { TlsOptions } from '../delivery/http/agent';
import type { CreateModelEvent } from '../mapping/record/model-event';
import type { StepEvent } from '../mapping/record/step-event';
import type { Price } from '../providers/cost';
import { unquoted } from '../runtime/unquoted';
import { maskOption } from './mask-patterns';
import {
  codeOnly,
  count,
  flag,
  isFlag,
  isFunction,
  isHeaders,
  isHttpUrl,
  isKey,
  isPath,
  isPlainObject,
  isSessionHeader,
  isText,
  oneOf,
  option,
  parseFlag,
  parseHeaders,
} from './option-parsers';
import { queueLimits } from './queue-limits';
import { contentSwitch, debugSwitch, enabledSwitch } from './switches';

/**
 * Receives a copy of a record; returns the record to send, changed or not, or nothing to drop it. With `events: 'all'` it receives
 * {@link StepEvent}s, too, which have an `event_type`: declare its parameter as `CreateModelEvent | StepEvent` then. A step that comes
 * back with `messages`, `response` or another field of model calls is sent without content.
 */
export type Redact = (record: CreateModelEvent) => Redacted | PromiseLike<Redacted>;
type Redacted = CreateModelEvent | StepEvent | null | undefined;

type ApiKey = string | (() => string | Promise<string>);

/** By shape: the agents of older packages do not inherit from the class of node:http. */
const isAgent = (value: unknown): value is Agent => isPlainObject(value) && isFunction(value['addRequest']);
const noHeaders: Readonly<Record<string, string>> = {};
const withoutFraming = 'without those that frame a request (host, connection, content-length, transfer-encoding …)';
const KiB = 1024;
const MiB = 1024 * KiB;

// An entry is all that an option needs: its types, resolution, comment in editors and row in docs/options.md follow from it.
/** The options of the exporter, all optional. An option in code goes before its environment variable, which goes before the default. */
export const optionTable = {
  /** API key of your HoneyHive project. A function is called again after HoneyHive has rejected the key. */
  apiKey: option({
    env: ['HH_API_KEY', 'HH_PROJECT_API_KEY', 'HH_INGESTION_API_KEY'],
    fallback: undefined,
    mustBe: 'a string of printable ASCII without spaces, or a function that returns one',
    textMustBe: 'printable ASCII without spaces',
    accepts: (value): value is ApiKey => isKey(value) || isFunction(value),
    normalise: (key) => (isText(key) ? unquoted(key) : key),
  }),
  /** Project that the events belong to. Newer HoneyHive servers take it from the API key. @default 'unknown' */
  project: option({ env: ['HH_PROJECT'], fallback: undefined, mustBe: 'a string', accepts: isText }),
  /** Environment of the app, such as production. @default the resource attribute deployment.environment.name */
  source: option({ env: ['HH_SOURCE'], fallback: undefined, mustBe: 'a string', accepts: isText }),
  /** URL of the HoneyHive data plane. @default 'https://api.dp1.us.honeyhive.ai' */
  url: option({
    env: ['HH_API_URL', 'HH_DATA_PLANE_URL'],
    fallback: 'https://api.dp1.us.honeyhive.ai',
    mustBe: 'an http or https URL without credentials, query or fragment',
    accepts: isHttpUrl,
    normalise: unquoted,
    ifInvalid: { value: '', consequence: 'nothing is sent' },
  }),
  /**
   * Endpoint and event format: `model` is `POST /events/model/batch`, `v1` is its successor `POST /v1/events/batch`.
   * @default 'model'
   */
  api: oneOf('HH_EVENTS_API', 'model', 'v1'),
  /**
   * Which spans become events: `model` calls, or `all`, which adds the agents, chains and tools around them. `all` needs `api: 'v1'`.
   * @default 'model'
   */
  events: oneOf('HH_EVENTS', 'model', 'all'),
  /**
   * Which calls stand together in a session. `auto`: by the id that the app names, else by conversation, trace, inbound request or
   * process. `named`: by an id that the app names only. `off`: no session is made up or started.
   * @default 'auto'
   */
  sessions: oneOf('HH_SESSIONS', 'auto', 'named', 'off'),
  /** Name of the session of a program that serves no requests. @default its main file */
  sessionName: option({ env: ['HH_SESSION_NAME'], fallback: undefined, mustBe: 'a string', accepts: isText }),
  /** Header or cookie of inbound requests that has the session's id: `x-chat-id`, or `cookie:sid` for a cookie. @default none */
  sessionHeader: option({
    env: ['HH_SESSION_HEADER'],
    fallback: undefined,
    mustBe: 'the name of a header, or cookie: and the name of a cookie',
    accepts: isSessionHeader,
  }),
  /** Whether the calls of one conversation, as they name it themselves, are one session. @default true */
  conversationIsSession: flag('HH_CONVERSATION_IS_SESSION', true),
  /** Whether anything is sent. `OTEL_SDK_DISABLED=true` turns everything off, whatever this option says. @default true */
  enabled: enabledSwitch,
  /**
   * Whether messages, answers, tools and prompt templates are sent. If not, an event has the model, counts, timing,
   * ids and codes. @default true
   */
  captureContent: contentSwitch,
  /**
   * What is masked in every text of a record, before `redact` gets it: `email`, `card`, `phone`, and `key` for keys of known shapes; in
   * code also regular expressions of your own. In the place of each stands `[email]` and so on.
   * @default []
   */
  maskPatterns: maskOption,
  /**
   * Function, synchronous or not, that receives a copy of each record and returns the record to send, or nothing to
   * drop it. If it fails, the record is sent without content. A call of more than `maxRecordBytes` is cut before.
   */
  redact: codeOnly('a function from a record to a record', isFunction<Redact>),
  /** Timeout of an asynchronous `redact`, in milliseconds. @default 2000 (2 s) */
  redactTimeoutMs: count('HH_REDACT_TIMEOUT_MS', 2000),
  /**
   * Whether to compute the cost of a call if its span has none, with `@pydantic/genai-prices` if that is installed. Or
   * a function that returns the cost in US dollars; where it returns `undefined`, the library does.
   * @default true
   */
  cost: option({
    env: ['HH_COST'],
    fallback: true,
    mustBe: 'true, false or a function that returns US dollars',
    textMustBe: 'true or false',
    accepts: (value): value is boolean | Price => isFlag(value) || isFunction(value),
    parse: parseFlag,
  }),
  /** Whether to drop a model span that encloses another model span, since both describe the same call. @default true */
  suppressNested: flag('HH_SUPPRESS_NESTED', true),
  /** Images, audio and files of more bytes are replaced by their type, size and SHA-256. @default 4096 (4 KiB) */
  maxMediaBytes: count('HH_MAX_MEDIA_BYTES', 4 * KiB, 0),
  /**
   * Maximum size of a record in bytes. A larger one has its longest texts cut, and of lists of thousands the middles.
   * @default 1048576 (1 MiB)
   */
  maxRecordBytes: count('HH_MAX_RECORD_BYTES', MiB, 4 * KiB),
  /** Maximum number of records in a request. @default 100 */
  maxBatchRecords: count('HH_MAX_BATCH_RECORDS', 100),
  /** Maximum size of a request body in bytes. A single record that is larger is sent alone. @default 1048576 (1 MiB) */
  maxBatchBytes: count('HH_MAX_BATCH_BYTES', MiB),
  /** A batch is sent at most this many milliseconds after its first record, full or not. @default 1000 (1 s) */
  maxBatchDelayMs: count('HH_MAX_BATCH_DELAY_MS', 1000),
  /** Maximum number of requests in flight at a time. @default 4 */
  maxConcurrentRequests: count('HH_MAX_CONCURRENT_REQUESTS', 4),
  /**
   * Maximum number of undelivered records. When full, new ones are lost (`queue_full`) or, with a spool, written to the
   * spool only. @default 10000
   */
  maxQueueRecords: queueLimits.maxQueueRecords,
  /**
   * Maximum size of all undelivered records in bytes, requests in flight included: the bound on memory. Counts serialised
   * records, and text that waits to be serialised. @default 33554432 (32 MiB)
   */
  maxQueueBytes: queueLimits.maxQueueBytes,
  /**
   * Bytes kept of one call that `register` observes, request and response together. Of a longer one the longest texts
   * are cut; a stream keeps its beginning and its end. @default 4194304 (4 MiB)
   */
  maxCapturedBytes: count('HH_MAX_CAPTURED_BYTES', 4 * MiB, 4 * KiB),
  /**
   * An undelivered record is retried for this many milliseconds, then lost (`retries_exhausted`).
   * @default 900000 (15 min), with a spool 172800000 (48 h)
   */
  maxRetryAgeMs: count('HH_MAX_RETRY_AGE_MS', undefined),
  /**
   * Directory to which records are written before they are sent, so that they survive a crash. It is created with mode
   * 700. Only processes with the same API key may share it.
   */
  spoolDirectory: option({
    env: ['HH_SPOOL_DIR'],
    fallback: undefined,
    mustBe: 'the path of a directory',
    accepts: isPath,
  }),
  /**
   * Maximum size in bytes of all files in `spoolDirectory`. When full, new records are lost (`spool_full`).
   * @default 268435456 (256 MiB)
   */
  maxSpoolBytes: count('HH_MAX_SPOOL_BYTES', 256 * MiB),
  /**
   * When the spool is forced onto the disk itself, against loss of power: `none` leaves that to the operating system,
   * `interval` does it once a second, `always` before each request. @default 'none'
   */
  spoolFsync: oneOf('HH_SPOOL_FSYNC', 'none', 'interval', 'always'),
  /** Timeout of one request in milliseconds, from its start to the last byte of the response. @default 10000 (10 s) */
  requestTimeoutMs: count('HH_REQUEST_TIMEOUT_MS', 10_000),
  /** Timeout of `forceFlush` in milliseconds. What is not delivered by then stays queued. @default 10000 (10 s) */
  flushTimeoutMs: count('HH_FLUSH_TIMEOUT_MS', 10_000),
  /** Timeout of `shutdown` in milliseconds. What is left then stays in the spool, or is lost. @default 5000 (5 s) */
  shutdownTimeoutMs: count('HH_SHUTDOWN_TIMEOUT_MS', 5000),
  /**
   * The end of a process, or of an invocation of a function, is delayed by so many milliseconds at most, to send what is
   * pending. @default 3000 (3 s)
   */
  exitTimeoutMs: count('HH_EXIT_TIMEOUT_MS', 3000, 0),
  /** `gzip` compresses request bodies. HoneyHive does not document that it accepts them. @default 'none' */
  compression: oneOf('HH_COMPRESSION', 'none', 'gzip'),
  /** Additional headers of every request, for example for a gateway. @default {} */
  headers: option({
    env: ['HH_HEADERS'],
    fallback: noHeaders,
    mustBe: `an object of header names and printable values, ${withoutFraming}`,
    textMustBe: `name=value,name=value with printable values, ${withoutFraming}`,
    accepts: isHeaders,
    parse: parseHeaders,
  }),
  /** Whether the API key may be sent over plain HTTP to a host other than this machine. @default false */
  allowInsecure: flag('HH_ALLOW_INSECURE', false),
  /** Certificate authority and client certificate, as `node:tls` takes them. `NODE_EXTRA_CA_CERTS` works, too. */
  tls: codeOnly('an object with ca, cert, key or passphrase', (value): value is TlsOptions => isPlainObject(value)),
  /** Agent to connect with, for example with its own DNS lookup. `tls` and the proxy variables are then ignored. */
  agent: codeOnly('an agent for node:http or node:https', isAgent),
  /** Function that sends requests in place of `node:http`, for example through a dispatcher of your own. */
  fetch: codeOnly('a function like the global fetch', isFunction<typeof globalThis.fetch>),
  /**
   * Whether each request, and why a span gives no record, is written to the standard error output, without content.
   * `OTEL_LOG_LEVEL=debug` does the same. @default false
   */
  debug: debugSwitch,
  /** Whether hints, such as on what to set for records with content, are logged, each once per process. @default true */
  hints: flag('HH_HINTS', true),
};
