import { parseArgs } from 'node:util';
import { version } from '../version';

export const relayHelp = `honeyhive-otel ${version}

Usage: honeyhive-otel relay [options]
       honeyhive-otel relay setup --queue <nats://...>
       honeyhive-otel dead list | show <id> | retry <id> | retry --all | drop <id> | drop --all [--queue <queue>]

  Takes events of apps, keeps them in a queue, and delivers them to HoneyHive. Apps send to it in place of HoneyHive: their HH_API_URL
  is its address, their HH_API_KEY one of its tokens. OpenTelemetry SDKs and Collectors send their spans to it by OTLP over HTTP.

  --queue <queue>     a directory (default: one in the user's data folder), memory, or nats://host:port of a NATS server with JetStream
  --stream <name>     of the NATS stream (default honeyhive)
  --port <n>          port (default 4318; 0 takes any free port)
  --host <name>       address to listen on (default 127.0.0.1); others than this machine's need HH_RELAY_TOKEN
  --accept            accepts only; another relay delivers
  --drain             delivers only, and serves no more than health and metrics
  --trace-wait <ms>   spans of a trace without its root wait so long after the last of them (default 2000)
  --redact <file>     a module whose default export is the function redact
  --max-queue <MiB>   size of the queue in a directory, in memory, or that setup gives to the stream (default 1024)
  --max-body <MiB>    size of a request's body as it is sent (default 16); decompressed it may have four times as much
  --max-connections <n>  (default 10000)
  --replicas <n>      setup: how many NATS servers keep each entry (default 1)
  --ack-wait <s>      setup: what a relay that has died was delivering comes again after so long (default 30)
  --help              prints this text

  HH_API_KEY and HH_API_URL are HoneyHive's. HH_RELAY_TOKEN has the tokens that apps may send with, separated by commas. The variables
  of the exporter hold for spans and for the delivery.
`;

export interface RelayOptions {
  readonly task: 'run' | 'setup';
  /** `undefined`: the directory of the user. */
  readonly queue: string | undefined;
  readonly stream: string;
  readonly port: number;
  readonly host: string;
  readonly accepts: boolean;
  readonly drains: boolean;
  readonly traceWaitMs: number;
  readonly redact: string | undefined;
  readonly maxQueueBytes: number;
  readonly maxBodyBytes: number;
  readonly maxConnections: number;
  readonly replicas: number;
  readonly ackWaitMs: number;
}

const MiB = 2 ** 20;

/** Which queue, for whatever is done with it. */
const queueOptions = {
  queue: { type: 'string' },
  stream: { type: 'string', default: 'honeyhive' },
  'max-queue': { type: 'string', default: '1024' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * @param args behind the word `relay`
 * @returns the options, or a text to print instead
 * @throws an Error that says what is wrong with the arguments
 */
export function parseRelay(args: readonly string[]): RelayOptions | string {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...queueOptions,
      port: { type: 'string', default: '4318' },
      host: { type: 'string', default: '127.0.0.1' },
      accept: { type: 'boolean', default: false },
      drain: { type: 'boolean', default: false },
      'trace-wait': { type: 'string', default: '2000' },
      redact: { type: 'string' },
      'max-body': { type: 'string', default: '16' },
      'max-connections': { type: 'string', default: '10000' },
      replicas: { type: 'string', default: '1' },
      'ack-wait': { type: 'string', default: '30' },
    },
  });
  if (values.help) return relayHelp;
  const [task = 'run', ...more] = positionals;
  if (more.length > 0 || (task !== 'run' && task !== 'setup')) {
    throw new Error(`relay takes no argument "${positionals.join(' ')}".`);
  }
  if (!/^[\w-]+$/.test(values.stream)) throw new Error('--stream has letters, digits, - and _ only.');
  return {
    task,
    queue: values.queue,
    stream: values.stream,
    port: numberOf('port', values.port, 0, 65_535),
    host: values.host,
    accepts: values.accept || !values.drain,
    drains: values.drain || !values.accept,
    traceWaitMs: numberOf('trace-wait', values['trace-wait'], 0, 8000),
    redact: values.redact,
    maxQueueBytes: numberOf('max-queue', values['max-queue'], 1) * MiB,
    maxBodyBytes: numberOf('max-body', values['max-body'], 1, 256) * MiB,
    maxConnections: numberOf('max-connections', values['max-connections'], 1),
    replicas: numberOf('replicas', values.replicas, 1, 5),
    ackWaitMs: numberOf('ack-wait', values['ack-wait'], 1, 3600) * 1000,
  };
}

export interface DeadOptions extends Pick<RelayOptions, 'queue' | 'stream' | 'maxQueueBytes'> {
  readonly task: 'list' | 'show' | 'retry' | 'drop';
  /** Of the event or session; `undefined`: all of them. */
  readonly id: string | undefined;
}

const deadTasks = ['list', 'show', 'retry', 'drop'] as const;

/**
 * @param args behind the word `dead`
 * @returns the options, or a text to print instead
 * @throws an Error that says what is wrong with the arguments
 */
export function parseDead(args: readonly string[]): DeadOptions | string {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...queueOptions,
      all: { type: 'boolean', default: false },
    },
  });
  if (values.help) return relayHelp;
  const [name, id, ...more] = positionals;
  const task = deadTasks.find((each) => each === name);
  if (task === undefined || more.length > 0) throw new Error('dead is followed by list, show, retry or drop.');
  const needsId = task !== 'list' && !values.all;
  if (needsId !== (id !== undefined))
    throw new Error(`dead ${task} takes ${task === 'list' ? 'no id' : 'an id, or --all'}.`);
  const maxQueueBytes = numberOf('max-queue', values['max-queue'], 1) * MiB;
  return { task, id, queue: values.queue, stream: values.stream, maxQueueBytes };
}

function numberOf(name: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `from ${least} to ${most}`;
  throw new Error(`--${name} is a whole number of ${range}.`);
}
