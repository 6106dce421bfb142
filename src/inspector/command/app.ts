import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { pathToFileURL } from 'node:url';

export interface AppSetting {
  /** The receiver's address, and a key that it takes. */
  readonly url: string;
  readonly apiKey: string;
  /** The file that records the calls of an app: this package's `register`. */
  readonly register: string;
  /** What the app sends reaches HoneyHive, too, so it sends what it would send without the inspector. */
  readonly isForwarded: boolean;
}

/** An app that was started under the inspector. */
export interface App {
  /** Resolves with its exit code, that of a shell where a signal has ended it; rejects if it cannot be started. */
  readonly ended: Promise<number>;
  /** Passes a signal on to it. */
  readonly signal: (name: NodeJS.Signals) => void;
}

/** Runs a command with its calls recorded. Its arguments, its input and output and its terminal are its own. */
export function runApp(command: readonly string[], setting: AppSetting): App {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: environment(process.env, setting),
  });
  return { ended: ended(child), signal: (name) => void child.kill(name) };
}

const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });

/** Calls as they were, with their pictures: nothing has to fit into what HoneyHive takes. */
const whole = {
  HH_MAX_MEDIA_BYTES: String(8 * 2 ** 20),
  HH_MAX_CAPTURED_BYTES: String(32 * 2 ** 20),
  HH_MAX_RECORD_BYTES: String(16 * 2 ** 20),
  HH_MAX_BATCH_BYTES: String(16 * 2 ** 20),
  HH_MAX_QUEUE_BYTES: String(256 * 2 ** 20),
};

/** The app's environment, in which `register` is loaded and sends to the inspector. */
export function environment(own: NodeJS.ProcessEnv, setting: AppSetting): NodeJS.ProcessEnv {
  const { url, apiKey, register, isForwarded } = setting;
  const options = [own['NODE_OPTIONS'], `--import ${pathToFileURL(register).href}`];
  return {
    ...own,
    ...(isForwarded ? {} : forItself(own)),
    HH_API_URL: url,
    HH_API_KEY: apiKey,
    NODE_OPTIONS: options.filter((option) => option !== undefined && option !== '').join(' '),
  };
}

/** What an app sends that sends to the inspector alone: the whole tree, unless it says what; and not what waits for HoneyHive on the disk. */
function forItself(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { HH_EVENTS_API: api = '', HH_EVENTS: events = '', HH_PROJECT: project = '' } = own;
  return {
    ...whole,
    ...(api === '' ? { HH_EVENTS_API: 'v1', HH_EVENTS: events === '' ? 'all' : events } : {}),
    HH_PROJECT: project === '' ? 'local' : project,
    HH_ENABLED: 'true',
    HH_SPOOL_DIR: undefined,
  };
}
