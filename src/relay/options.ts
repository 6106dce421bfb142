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
  --replicas <n>      how many NATS servers keep each entry (setup; default 1)
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
}

const MiB = 2 ** 20;

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
      queue: { type: 'string' },
      stream: { type: 'string', default: 'honeyhive' },
      port: { type: 'string', default: '4318' },
      host: { type: 'string', default: '127.0.0.1' },
      accept: { type: 'boolean', default: false },
      drain: { type: 'boolean', default: false },
      'trace-wait': { type: 'string', default: '2000' },
      redact: { type: 'string' },
      'max-queue': { type: 'string', default: '1024' },
      'max-body': { type: 'string', default: '16' },
      'max-connections': { type: 'string', default: '10000' },
      replicas: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
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
  };
}

function numberOf(name: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `from ${least} to ${most}`;
  throw new Error(`--${name} is a whole number of ${range}.`);
}
