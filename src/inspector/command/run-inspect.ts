import { dataFolder } from '../store/data-folder';
import { openStore } from '../store/open-store';
import { type AppSetting, runApp } from './app';
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
  const { port, host, faults, task, inMemory: memory } = options;
  const ending = new AbortController();
  const forward = options.forwards ? forwardTo(files.honeyHive(), ending.signal) : undefined;
  const output = options.json ? jsonOutput : treeOutput();
  const folder = dataFolder(process.env, process.platform);
  if (task !== 'serve') {
    const kept = openStore({ folder, fallback: false });
    return task === 'export' ? exportKept(kept) : importFile(kept, task.import);
  }
  const interrupts = new Interrupts();
  const store = openStore({ memory, folder, say: output.remark });
  const inspection = await inspect({ port, host, faults, store, forward, ...files }, output);
  output.remark(`The page: ${inspection.address}`);
  output.remark(`Calls are kept in ${store.where}.`);
  if (store.note !== null) output.remark(store.note);
  if (options.opensBrowser && !(await openBrowser(inspection.address))) {
    output.remark('No browser could be opened. Open the address above in one.');
  }
  try {
    if (options.command.length > 0) {
      const { url, apiKey } = inspection;
      const setting = { url, apiKey, register: files.register, isForwarded: forward !== undefined };
      return await serveApp(options.command, setting, interrupts, output);
    }
    for (const line of instructions(inspection)) output.remark(line);
    await interrupts.next();
    return 0;
  } finally {
    interrupts.end();
    ending.abort();
    await inspection.end();
  }
}

function forwardTo({ url, apiKey }: ReturnType<PackageFiles['honeyHive']>, ending: AbortSignal): Forward {
  if (url === '') throw new Error('HH_API_URL is no URL, so --forward does not know where to send to.');
  if (apiKey === undefined) throw new Error('--forward needs a key of HoneyHive in HH_API_KEY.');
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)) {
    throw new Error('--forward does not send the key over plain http. Use https in HH_API_URL.');
  }
  return forwarder(url, apiKey, ending);
}

/** Runs the app, and goes on serving when it has ended. */
async function serveApp(
  command: readonly string[],
  setting: AppSetting,
  interrupts: Interrupts,
  output: Output,
): Promise<number> {
  const app = runApp(command, setting);
  // A terminal sends Ctrl-C to the app itself; what is sent to this process alone is passed on.
  const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY === true);
  interrupts.onEach = (name) => {
    if (name !== 'SIGINT' || !hasTerminal) app.signal(name);
  };
  const code = await app.ended.catch((error: NodeJS.ErrnoException) => error);
  interrupts.onEach = undefined;
  if (typeof code !== 'number') {
    const reason = code.code === 'ENOENT' ? 'there is no such command' : code.message;
    output.remark(`"${command[0]}" cannot be run: ${reason}.`);
    return 127;
  }
  output.remark(`The app has ended with exit code ${code}. Ctrl-C ends the inspector.`);
  if (!interrupts.isEnding) await interrupts.next();
  return code;
}

const instructions = ({ url, apiKey }: Inspection): readonly string[] => [
  `Waiting for events at ${url}. Run an app against it:`,
  '',
  `  HH_API_URL=${url} HH_API_KEY=${apiKey} HH_PROJECT=demo node --import opentelemetry-exporter-honeyhive/register app.js`,
  '',
  'or have it run: honeyhive-otel inspect -- node app.js. Apps in other languages send spans by OTLP:',
  '',
  `  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${url}/v1/traces OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20${apiKey}`,
  '',
];

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The signals that end a command. */
class Interrupts {
  /** What is done with a signal in place of ending. */
  onEach: ((name: NodeJS.Signals) => void) | undefined;
  /** One has come that ends the inspector as soon as its app has ended. */
  isEnding = false;
  #resolve: (() => void) | undefined;

  constructor() {
    for (const name of names) process.on(name, this.#got);
  }

  /** Resolves with the next signal, or at once if one has come before anything was run. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      if (this.isEnding) resolve();
    });
  }

  /** From now on, a signal ends the process as it would without this. */
  end(): void {
    for (const name of names) process.off(name, this.#got);
  }

  readonly #got = (name: NodeJS.Signals): void => {
    if (this.onEach !== undefined) this.onEach(name);
    this.isEnding ||= name !== 'SIGINT' || this.onEach === undefined;
    this.#resolve?.();
  };
}
