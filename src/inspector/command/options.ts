import { parseArgs } from 'node:util';
import { version } from '../../version';
import type { ScriptEntry } from '../fault';
import { faultHelp } from '../fault-name';
import { faultScript } from '../fault-script';

const help = `honeyhive-otel ${version}

Usage: honeyhive-otel inspect [options] [-- <command> [arguments]]
       honeyhive-otel doctor [options]
       honeyhive-otel relay [options]
       honeyhive-otel dead [options]

  doctor    Checks the set-up of an app: key, address, connection, versions, content. honeyhive-otel doctor --help has its options.

  relay     Accepts events and spans of many processes, keeps them in a queue, and delivers them. honeyhive-otel relay --help has its
            options, and those of dead, which is about what HoneyHive has refused.

  inspect   Starts a local substitute for HoneyHive, with a page that shows the sessions and calls that arrive, and keeps them.
            With a command behind --, runs it with its model calls recorded: honeyhive-otel inspect -- node app.js
            Ctrl-C ends it. Nothing leaves this machine, unless --forward says so.

  --port <n>      port (default 8787; 0 takes any free port)
  --host <name>   address to listen on (default 127.0.0.1); others than this machine's need the token that is then printed
  --open          opens the page in the browser
  --forward       sends everything on to HoneyHive, too, with HH_API_KEY (and HH_API_URL)
  --memory        keeps nothing on the disk
  --export        prints what is kept as lines of JSON, and ends
  --import <file> takes such lines in, and ends
  --fail <fault>  answers every request with a fault, to show how an app copes with it:
${faultHelp.replaceAll(/^/gm, ' '.repeat(20))}
                  Several, with commas between, are for one request after the other: with "503*3, 429 retry-after=1" the first
                  three are answered with 503, the fourth with 429, and all later ones without a fault. "ok" is a request without
                  a fault, and "503*" is for all that follow.
  --json          prints each event, session and update as one line of JSON instead of a tree
  --version       prints the version
  --help          prints this text
`;

export interface InspectOptions {
  readonly port: number;
  readonly host: string;
  readonly opensBrowser: boolean;
  readonly forwards: boolean;
  readonly inMemory: boolean;
  readonly task: 'serve' | 'export' | { readonly import: string };
  readonly faults: readonly ScriptEntry[];
  readonly json: boolean;
  /** The app's command and its arguments; empty where apps are waited for. */
  readonly command: readonly string[];
}

/**
 * @returns the options of `inspect`, or a text to print instead
 * @throws an Error that says what is wrong with the arguments
 */
export function parseCommand(args: readonly string[]): InspectOptions | string {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const { values, positionals } = parseArgs({
    args: [...own],
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8787' },
      host: { type: 'string', default: '127.0.0.1' },
      open: { type: 'boolean', default: false },
      forward: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      export: { type: 'boolean', default: false },
      import: { type: 'string' },
      fail: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', default: false },
    },
  });
  if (values.help) return help;
  if (values.version) return `${version}\n`;
  if (positionals.length === 0) throw new Error('A command is missing.');
  const name = positionals.join(' ');
  if (name !== 'inspect') throw new Error(missingCommand(name));
  const command = end === -1 ? [] : args.slice(end + 1);
  if (end !== -1 && command.length === 0) throw new Error('Behind -- stands the command to run, such as node app.js.');
  const isTransfer = values.export || values.import !== undefined;
  if (isTransfer && (command.length > 0 || values.memory)) {
    throw new Error('--export and --import are about what is kept on the disk: they take no command, and no --memory.');
  }
  if (values.export && values.import !== undefined) throw new Error('--export and --import cannot be done at once.');
  return {
    port: portOf(values.port),
    host: values.host,
    opensBrowser: values.open,
    forwards: values.forward,
    inMemory: values.memory,
    task: values.export ? 'export' : values.import === undefined ? 'serve' : { import: values.import },
    faults: values.fail === undefined ? [] : faultScript(values.fail),
    json: values.json,
    command,
  };
}

const missingCommand = (name: string): string =>
  name.startsWith('inspect ')
    ? `What is to be run stands behind --: honeyhive-otel inspect -- ${name.slice('inspect '.length)}`
    : `There is no command "${name}".`;

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error('--port takes a number from 0 to 65535.');
  return port;
}
