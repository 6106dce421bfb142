import { parseArgs } from 'node:util';
import { version } from '../version';

export const doctorHelp = `honeyhive-otel ${version}

Usage: honeyhive-otel doctor [options]

  Checks the set-up of the app in this folder, by its environment, the file that HH_CONFIG names and its node_modules: the API key, the
  address, the proxy, the connection, the clock, the versions of Node and OpenTelemetry, the instrumentations and whether they capture
  content, the spool and the price library. Says of each what to do. Nothing is stored, unless --send says so. Exit code 1 if there is a problem.

  --send       sends one test event
  --json       prints one JSON document instead of text
  --help       prints this text

  Variables are read from the environment alone. For those in a file, have Node read it:
  node --env-file=.env node_modules/opentelemetry-exporter-honeyhive/dist/cli.js doctor

  Options in the app's code are not seen. HH_DEBUG=1 shows what becomes of the app's own calls.
`;

export interface DoctorOptions {
  readonly sends: boolean;
  readonly json: boolean;
}

/**
 * @param args behind the word `doctor`
 * @returns the options, or a text to print instead
 * @throws an Error that says what is wrong with the arguments
 */
export function parseDoctor(args: readonly string[]): DoctorOptions | string {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      send: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return doctorHelp;
  if (positionals.length > 0) throw new Error(`doctor takes no argument "${positionals.join(' ')}".`);
  return { sends: values.send, json: values.json };
}
