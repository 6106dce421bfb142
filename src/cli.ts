#!/usr/bin/env node
import { parseArgs } from 'node:util';
import type { Fault } from './inspector/fault';
import { faultNamed, faultNames } from './inspector/fault-name';
import { type Arrived, inspect } from './inspector/inspect';
import type { Screen } from './inspector/line';
import { render } from './inspector/render';
import { version } from './version';

const help = `honeyhive-otel ${version}

Usage: honeyhive-otel inspect [--port <n>] [--fail <fault>] [--json]

  inspect   Starts a local stand-in of HoneyHive's endpoint and shows the events that arrive.
            Ctrl-C ends it. Nothing leaves this machine.

  --port <n>      where to listen on 127.0.0.1 (default 8787; 0 takes any free port)
  --fail <fault>  answers every request badly, to see what an app does then:
                  ${faultNames}
  --json          prints each event as one line of JSON instead of a tree
  --version
  --help
`;

interface Wish {
  readonly port: number;
  readonly fault: Fault | undefined;
  readonly json: boolean;
}

/** What the arguments ask for; a string is to be printed. @throws an Error that says what is wrong with them */
function understand(args: readonly string[]): Wish | string {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8787' },
      fail: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', default: false },
    },
  });
  if (values.help) return help;
  if (values.version) return `${version}\n`;
  if (positionals.length !== 1 || positionals[0] !== 'inspect') {
    throw new Error(
      positionals.length === 0 ? 'A command is missing.' : `There is no command "${positionals.join(' ')}".`,
    );
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error('--port takes a number from 0 to 65535.');
  const fault = values.fail === undefined ? undefined : faultNamed(values.fail);
  if (values.fail !== undefined && fault === undefined) throw new Error(`--fail takes one of ${faultNames}.`);
  return { port, fault, json: values.json };
}

async function run({ port, fault, json }: Wish): Promise<void> {
  const screen = (): Screen => ({
    // A pipe has no columns, and some pseudo-terminals have 0.
    width: (process.stdout.columns ?? 0) > 0 ? process.stdout.columns : 120,
    colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  });
  const asJson = (events: readonly Arrived[]): readonly string[] => events.map(({ sent }) => JSON.stringify(sent));
  const asTree = (events: readonly Arrived[]): readonly string[] =>
    render(
      events.map(({ event }) => event),
      screen(),
    );
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  // Beside JSON there is nothing else on the standard output.
  const remark = (line: string): void => void process.stderr.write(`${line}\n`);

  const inspection = await inspect(port, fault, {
    events: json ? asJson : asTree,
    print,
    remark: json ? remark : print,
  });
  const end = (): void => void inspection.end();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  // Whoever read the output has gone.
  process.stdout.once('error', () => process.exit(0));
}

async function main(): Promise<void> {
  let wish: Wish | string;
  try {
    wish = understand(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nSee honeyhive-otel --help.`);
    process.exitCode = 2;
    return;
  }
  if (typeof wish === 'string') {
    process.stdout.write(wish);
    return;
  }
  try {
    await run(wish);
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    console.error(
      taken
        ? `Port ${wish.port} is taken. Choose another with --port; --port 0 takes any that is free.`
        : String(error),
    );
    process.exitCode = 1;
  }
}

void main();
