#!/usr/bin/env node
import { parseArgs } from 'node:util';
import type { Fault } from './inspector/fault';
import { faultHelp, faultNamed } from './inspector/fault-name';
import { inspect, type Output } from './inspector/inspect';
import { DrawnSessions } from './inspector/terminal/drawn-sessions';
import { harmlessJson } from './inspector/terminal/harmless';
import { version } from './version';

const help = `honeyhive-otel ${version}

Usage: honeyhive-otel inspect [--port <n>] [--fail <fault>] [--json]

  inspect   Starts a local substitute for HoneyHive and shows the sessions and events that arrive.
            Ctrl-C ends it. Nothing leaves this machine.

  --port <n>      port on 127.0.0.1 (default 8787; 0 takes any free port)
  --fail <fault>  answers every request with a fault, to show how an app copes with it:
${faultHelp.replaceAll(/^/gm, ' '.repeat(20))}
  --json          prints each event, session and update as one line of JSON instead of a tree
  --version       prints the version
  --help          prints this text
`;

interface Options {
  readonly port: number;
  readonly fault: Fault | undefined;
  readonly json: boolean;
}

/**
 * @returns the options of `inspect`, or a text to print instead
 * @throws an Error that says what is wrong with the arguments
 */
function parse(args: readonly string[]): Options | string {
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
  if (positionals.length === 0) throw new Error('A command is missing.');
  const command = positionals.join(' ');
  if (command !== 'inspect') throw new Error(`There is no command "${command}".`);
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error('--port takes a number from 0 to 65535.');
  const fault = values.fail === undefined ? undefined : faultNamed(values.fail);
  if (values.fail !== undefined && fault === undefined) {
    throw new Error(`There is no fault "${values.fail}". --fail takes one of:\n${faultHelp}`);
  }
  return { port, fault, json: values.json };
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const drawn = new DrawnSessions(() => ({
  // A pipe has no columns, and some pseudo-terminals have 0.
  width: process.stdout.columns > 0 ? process.stdout.columns : 120,
  colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
}));

const treeOutput: Output = {
  show: ({ events, sessions, updates }, startOf) => {
    const lines = [
      ...drawn.draw(
        events.map(({ shown }) => shown),
        startOf,
      ),
      ...sessions.flatMap((session) => drawn.drawStart(session)),
      ...updates.flatMap((update) => drawn.drawUpdate(update)),
    ];
    for (const line of lines) print(line);
  },
  remark: print,
};

/** Nothing but JSON on the standard output. */
const jsonOutput: Output = {
  show: ({ events, sessions, updates }) => {
    for (const { sent } of events) print(harmlessJson(sent));
    // As HoneyHive stores a session: as an event.
    for (const session of sessions) {
      print(harmlessJson({ event_type: 'session', event_id: session['session_id'], ...session }));
    }
    for (const update of updates) print(harmlessJson({ update }));
  },
  remark: (line) => void process.stderr.write(`${line}\n`),
};

async function run({ port, fault, json }: Options): Promise<void> {
  const inspection = await inspect(port, fault, json ? jsonOutput : treeOutput);
  process.once('SIGINT', () => void inspection.end());
  process.once('SIGTERM', () => void inspection.end());
  // The reader of a pipe has closed it.
  process.stdout.once('error', () => process.exit(0));
}

function fail(sentence: string, exitCode: number): void {
  console.error(sentence);
  process.exitCode = exitCode;
}

async function main(): Promise<void> {
  let options: Options | string;
  try {
    options = parse(process.argv.slice(2));
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\nSee honeyhive-otel --help.`, 2);
  }
  if (typeof options === 'string') return void process.stdout.write(options);
  try {
    await run(options);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const taken = `Port ${options.port} is taken. Choose another with --port; --port 0 takes any that is free.`;
    fail(isTaken ? taken : String(error), 1);
  }
}

void main();
