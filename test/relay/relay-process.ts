import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Run, startCli } from '../support/cli';
import { modelRecord, uuid } from '../support/model-record';

const folders: string[] = [];

/** A folder that is removed after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'honeyhive-relay-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A relay in a process of its own. */
export interface RunningRelay {
  readonly run: Run;
  /** Such as `http://127.0.0.1:43211`. */
  readonly url: string;
}

/** @param env of the relay: HoneyHive's address, tokens */
export async function startRelay(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RunningRelay> {
  const run = startCli(['relay', '--port', '0', ...args], {
    HH_API_KEY: 'key',
    HH_API_URL: 'http://127.0.0.1:9',
    ...env,
  });
  const [, port] = await run.until(/"event":"listening".*"port":(\d+)/);
  return { run, url: `http://127.0.0.1:${port}` };
}

/** The lines of its log for an event. */
export const logged = ({ run }: RunningRelay, event: string): readonly Readonly<Record<string, unknown>>[] =>
  run.out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter((line) => line.event === event);

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Makes a request with a body of JSON. */
export async function send(
  url: string,
  body: unknown,
  {
    method = 'POST',
    headers = {},
  }: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answered> {
  const type = { 'content-type': 'application/json' };
  const sent = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const answer = await fetch(url, { method, headers: { ...type, ...headers }, body: sent });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: text.startsWith('{') ? JSON.parse(text) : {} };
}

/** Model events with the ids from `first` on. */
export const events = (first: number, count: number, text?: string): readonly unknown[] =>
  Array.from({ length: count }, (_, index) => JSON.parse(modelRecord(uuid(first + index), text).bytes.toString()));

export const sendEvents = (relay: RunningRelay, list: readonly unknown[]): Promise<Answered> =>
  send(`${relay.url}/events/model/batch`, { model_events: list });

/** The numbers of `/metrics`, without `honeyhive_relay_`. */
export async function metricsOf(relay: RunningRelay): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${relay.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => /^honeyhive_relay_\w+ /.test(line));
  return Object.fromEntries(
    lines.map((line) => line.slice('honeyhive_relay_'.length).split(' ')).map(([name, value]) => [name, Number(value)]),
  );
}

/** Resolves when the metrics of the relay satisfy the condition. */
export async function untilMetrics(
  relay: RunningRelay,
  isMet: (metrics: Readonly<Record<string, number>>) => boolean,
): Promise<void> {
  while (!isMet(await metricsOf(relay))) await sleep(100);
}

/** Ends as an operator would. @returns the exit code */
export async function terminate({ run }: RunningRelay): Promise<number | null> {
  run.child.kill('SIGTERM');
  return run.ended();
}

/** Ends as a machine would that loses its process. */
export async function kill({ run }: RunningRelay): Promise<void> {
  run.child.kill('SIGKILL');
  await run.ended();
}
