#!/usr/bin/env node
import path from 'node:path';
import { resolveConfig } from './config/config';
import { parseDoctor } from './doctor/options';
import { type InspectOptions, parseCommand } from './inspector/command/options';
import { type PackageFiles, runInspect } from './inspector/command/run-inspect';
import { dataFolder } from './inspector/store/data-folder';
import { type DeadOptions, parseDead, parseRelay, type RelayOptions } from './relay/options';

/** Beside the command, in the folder of the built package. */
const files: PackageFiles = {
  page: path.join(__dirname, 'inspector/page'),
  register: path.join(__dirname, 'register.js'),
  exporterTo: (url, apiKey) => {
    const { HoneyHiveLogRecordProcessor, HoneyHiveSpanExporter } = require('./index') as typeof import('./index');
    // What the environment says is for apps.
    for (const name of Object.keys(process.env)) if (name.startsWith('HH_')) delete process.env[name];
    const exporter = new HoneyHiveSpanExporter({
      ...{ url, apiKey, project: 'local', api: 'v1', events: 'all', enabled: true, captureContent: true },
      ...{ maxMediaBytes: 8 * 2 ** 20, maxRecordBytes: 16 * 2 ** 20, maxBatchBytes: 16 * 2 ** 20 },
      ...{ maxQueueBytes: 512 * 2 ** 20, maxQueueRecords: 1_000_000, maxBatchDelayMs: 100 },
    });
    const logEvents = new HoneyHiveLogRecordProcessor(exporter);
    return {
      export: (spans, done) => exporter.export(spans, done),
      emit: (logRecord) => logEvents.onEmit(logRecord),
      shutdown: () => exporter.shutdown(),
    };
  },
  honeyHive: () => {
    const { url, apiKey } = resolveConfig({}, process.env, () => undefined);
    return { url, apiKey: typeof apiKey === 'string' ? apiKey : undefined };
  },
};

function fail(sentence: string, exitCode: number): void {
  console.error(sentence);
  process.exitCode = exitCode;
}

/** Errors of the system, as sentences that say what to do. */
const sentences: Readonly<Record<string, (options: Pick<InspectOptions, 'port' | 'host'>) => string>> = {
  EADDRINUSE: ({ port }) => `Port ${port} is taken. Choose another with --port; --port 0 takes any that is free.`,
  EACCES: ({ port }) => `Port ${port} may not be listened on. Choose one above 1023 with --port.`,
  EADDRNOTAVAIL: ({ host }) =>
    `${host} is no address of this machine. Choose one of its own with --host, or 0.0.0.0 for all.`,
  ENOTFOUND: ({ host }) => `${host} is no name of this machine. Choose one of its own with --host, or 0.0.0.0 for all.`,
};

function sentenceOf(error: unknown, options: Pick<InspectOptions, 'port' | 'host'>): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return sentences[code]?.(options) ?? messageOf(error);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function doctor(args: readonly string[]): Promise<void> {
  let options: ReturnType<typeof parseDoctor>;
  try {
    options = parseDoctor(args);
  } catch (error) {
    return fail(`${messageOf(error)}\nSee honeyhive-otel doctor --help.`, 2);
  }
  if (typeof options === 'string') return void process.stdout.write(options);
  process.removeAllListeners('warning'); // what Node says of an environment is no part of the report
  const { runDoctor } = require('./doctor/run-doctor') as typeof import('./doctor/run-doctor');
  const print = process.stdout.write.bind(process.stdout);
  // Nor is what the app's file of options prints.
  process.stdout.write = () => true;
  process.stderr.write = () => true;
  const alive = setInterval(() => undefined, 60_000); // what delivers to HoneyHive holds no process by itself
  const { output, exitCode } = await runDoctor(options, {
    env: process.env,
    cwd: process.cwd(),
    node: process.version,
    exporter: ({ spoolDirectory: _, ...options }) => {
      const { HoneyHiveSpanExporter } = require('./index') as typeof import('./index');
      delete process.env['HH_SPOOL_DIR']; // other records wait there
      return new HoneyHiveSpanExporter({ ...options, debug: false, hints: false });
    },
  });
  clearInterval(alive);
  print(output);
  process.exitCode = exitCode;
}

/** The options of a command of the relay; `undefined` if there is nothing left to do. */
function relayOptions<Options>(
  parse: (args: readonly string[]) => Options | string,
  args: readonly string[],
): Options | undefined {
  try {
    const options = parse(args);
    if (typeof options !== 'string') return options;
    process.stdout.write(options);
  } catch (error) {
    fail(`${messageOf(error)}\nSee honeyhive-otel relay --help.`, 2);
  }
  return undefined;
}

async function relay(args: readonly string[]): Promise<void> {
  const options = relayOptions<RelayOptions>(parseRelay, args);
  if (options === undefined) return;
  const { runRelay } = require('./relay/index') as typeof import('./relay/index');
  const ending = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
  });
  const folder = dataFolder(process.env, process.platform);
  const write = (line: string): unknown => process.stdout.write(line);
  try {
    process.exitCode = await runRelay(options, { env: process.env, dataFolder: folder, write, ending });
  } catch (error) {
    fail(sentenceOf(error, options), 1);
  }
}

async function dead(args: readonly string[]): Promise<void> {
  const options = relayOptions<DeadOptions>(parseDead, args);
  if (options === undefined) return;
  const { runDead } = require('./relay/index') as typeof import('./relay/index');
  const folder = dataFolder(process.env, process.platform);
  try {
    process.stdout.write(await runDead(options, { dataFolder: folder, write: (line) => process.stderr.write(line) }));
  } catch (error) {
    fail(messageOf(error), 1);
  }
}

async function main(): Promise<void> {
  const [command, ...args] = process.argv.slice(2);
  if (command === 'doctor') return doctor(args);
  if (command === 'relay') return relay(args);
  if (command === 'dead') return dead(args);
  let options: InspectOptions | string;
  try {
    options = parseCommand(process.argv.slice(2));
  } catch (error) {
    return fail(`${messageOf(error)}\nSee honeyhive-otel --help.`, 2);
  }
  if (typeof options === 'string') return void process.stdout.write(options);
  // The reader of a pipe has closed it. Of an app, calls are still kept and shown on the page.
  const goesOn = options.command.length > 0;
  process.stdout.on('error', () => goesOn || process.exit(0));
  try {
    process.exitCode = await runInspect(options, files);
  } catch (error) {
    fail(sentenceOf(error, options), 1);
  }
}

void main();
