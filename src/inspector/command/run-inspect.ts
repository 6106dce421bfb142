import { dataFolder } from '../store/data-folder';
import { openStore } from '../store/open-store';
import { runApp } from './app';
import { openBrowser } from './browser';
import { type Forward, forwarder } from './forward';
import { type Inspection, inspect } from './inspect';
import type { InspectOptions } from './options';
import type { OtlpExporter } from './otlp-route';
import { jsonOutput, type Output, treeOutput } from './output';
import { exportKept, importFile } from './transfer';

/** What of the package the command uses when it is needed. */
export interface PackageFiles {
  /** The folder with the built page. */
  readonly page: string;
  /** The file that records the calls of an app. */
  readonly register: string;
  readonly exporterTo: (url: string, apiKey: string) => OtlpExporter;
  /** HoneyHive itself, as the environment says. */
  readonly honeyHive: () => { readonly url: string; readonly apiKey: string | undefined };
}

/**
 * Does what the command `inspect` is for.
 *
 * @returns the exit code: that of the app, if there is one
 * @throws an Error that says what to do about it
 */
export async function runInspect(options: InspectOptions, files: PackageFiles): Promise<number> {
  const forward = options.forwards ? forwardTo(files.honeyHive()) : undefined;
  const output = options.json ? jsonOutput : treeOutput();
  const store = openStore({
    memory: options.inMemory,
    folder: dataFolder(process.env, process.platform),
    say: output.remark,
  });
  if (options.task === 'export') return exportKept(store);
  if (options.task !== 'serve') return importFile(store, options.task.import);
  const { port, host, faults } = options;
  const inspection = await inspect({ port, host, faults, store, forward, ...files }, output);
  output.remark(`The page: ${inspection.address}`);
  output.remark(`Calls are kept in ${store.where}.`);
  if (store.note !== null) output.remark(store.note);
  if (options.opensBrowser && !(await openBrowser(inspection.address))) {
    output.remark('No browser could be opened. Open the address above in one.');
  }
  const interrupts = new Interrupts();
  try {
    if (options.command.length > 0)
      return await serveApp(options.command, files, inspection, forward, interrupts, output);
    for (const line of instructions(inspection)) output.remark(line);
    await interrupts.next();
    return 0;
  } finally {
    await inspection.end();
  }
}

function forwardTo({ url, apiKey }: ReturnType<PackageFiles['honeyHive']>): Forward {
  if (url === '') throw new Error('HH_API_URL is no URL, so --forward does not know where to send to.');
  if (apiKey === undefined) throw new Error('--forward needs a key of HoneyHive in HH_API_KEY.');
  return forwarder(url, apiKey);
}

/** Runs the app, and goes on serving when it has ended. */
async function serveApp(
  command: readonly string[],
  { register }: PackageFiles,
  { url, apiKey }: Inspection,
  forward: Forward | undefined,
  interrupts: Interrupts,
  output: Output,
): Promise<number> {
  const app = runApp(command, { url, apiKey, register, isForwarded: forward !== undefined });
  // A terminal sends Ctrl-C to the app itself; what is sent to this process alone is passed on.
  const passOn = (name: NodeJS.Signals): void => {
    if (name !== 'SIGINT' || process.stdin.isTTY !== true) app.signal(name);
  };
  interrupts.onEach = passOn;
  const code = await app.ended.catch((error: NodeJS.ErrnoException) => {
    output.remark(
      `"${command[0]}" cannot be run: ${error.code === 'ENOENT' ? 'there is no such command' : error.message}.`,
    );
    return 127;
  });
  interrupts.onEach = undefined;
  output.remark(`The app has ended with exit code ${code}. Ctrl-C ends the inspector.`);
  if (!interrupts.isEnding) await interrupts.next();
  return code;
}

const instructions = ({ url, apiKey }: Inspection): readonly string[] => [
  `Waiting for events at ${url}. Run an app against it:`,
  '',
  `  HH_API_URL=${url} HH_API_KEY=${apiKey} HH_PROJECT=demo node --import opentelemetry-exporter-honeyhive/register app.js`,
  '',
  `or have it run: honeyhive-otel inspect -- node app.js. Apps in other languages send spans by OTLP to ${url}/v1/traces.`,
  '',
];

/** The signals that end a command. */
class Interrupts {
  /** What is done with a signal in place of ending. */
  onEach: ((name: NodeJS.Signals) => void) | undefined;
  /** SIGTERM ends the inspector as soon as its app has ended. */
  isEnding = false;
  #resolve: (() => void) | undefined;

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => this.#got(name));
  }

  /** Resolves with the next signal. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  #got(name: NodeJS.Signals): void {
    this.isEnding ||= name !== 'SIGINT';
    if (this.onEach === undefined) this.#resolve?.();
    else this.onEach(name);
  }
}
