#!/usr/bin/env node
import path from 'node:path';
import { resolveConfig } from './config/config';
import { parseCommand } from './inspector/command/options';
import { type PackageFiles, runInspect } from './inspector/command/run-inspect';

/** Beside the command, in the folder of the built package. */
const files: PackageFiles = {
  page: path.join(__dirname, 'inspector/page'),
  register: path.join(__dirname, 'register.js'),
  exporterTo: (url, apiKey) => {
    const { HoneyHiveSpanExporter } = require('./index') as typeof import('./index');
    return new HoneyHiveSpanExporter({ url, apiKey, project: 'local', api: 'v1', events: 'all', enabled: true });
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

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function main(): Promise<void> {
  let options: ReturnType<typeof parseCommand>;
  try {
    options = parseCommand(process.argv.slice(2));
  } catch (error) {
    return fail(`${messageOf(error)}\nSee honeyhive-otel --help.`, 2);
  }
  if (typeof options === 'string') return void process.stdout.write(options);
  // The reader of a pipe has closed it.
  process.stdout.once('error', () => process.exit(0));
  try {
    process.exitCode = await runInspect(options, files);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const taken = `Port ${options.port} is taken. Choose another with --port; --port 0 takes any that is free.`;
    fail(isTaken ? taken : messageOf(error), 1);
  }
}

void main();
