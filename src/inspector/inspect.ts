import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import type { Fault } from './fault';
import { harmless } from './harmless';
import { readV1Event } from './read-v1-event';
import { startReceiver } from './receiver';
import type { SeenRequest } from './seen-request';

/** Keeps a long session from filling the memory. */
const maxKept = 10_000;

/** A stored event of either format. */
export interface StoredEvent {
  readonly event: CreateModelEvent;
  /** The same event as it was sent. */
  readonly sent: CreateModelEvent | JsonObject;
}

/** Where an inspection prints. */
export interface Output {
  /** Prints the events of one request. */
  show(events: readonly StoredEvent[]): void;
  /** Prints a line about something else: instructions, problems, the final count. */
  remark(line: string): void;
}

export interface Inspection {
  /** Stops, and prints how much was received. */
  end(): Promise<void>;
}

/**
 * Starts a receiver, prints how to send to it, and prints what arrives.
 *
 * @param fault the fault with which every request is answered, if any
 */
export async function inspect(port: number, fault: Fault | undefined, output: Output): Promise<Inspection> {
  const receiver = await startReceiver({ port, keep: maxKept });
  if (fault !== undefined) receiver.script({ always: fault });
  for (const line of instructions(receiver.url)) output.remark(line);
  let unprinted: StoredEvent[] = [];
  let events = 0;
  let requests = 0;

  receiver.onEvent((event) => unprinted.push({ event, sent: event }));
  receiver.onV1Event((sent) => unprinted.push({ event: readV1Event(sent), sent }));
  receiver.onRequest((request) => {
    output.show(unprinted);
    for (const line of problemsOf(request)) output.remark(harmless(line));
    events += unprinted.length;
    requests += 1;
    unprinted = [];
  });

  return {
    end: async () => {
      await receiver.close();
      output.remark(`${counted(events, 'event')} in ${counted(requests, 'request')}.`);
    },
  };
}

const instructions = (url: string): readonly string[] => [
  `Waiting for events at ${url}. Run an app against it:`,
  '',
  `  HH_API_URL=${url} HH_API_KEY=local HH_PROJECT=demo node --import opentelemetry-exporter-honeyhive/register app.js`,
  '',
];

const problemsOf = ({ method, path, status, records }: SeenRequest): readonly string[] => [
  ...(status === 200 ? [] : [`${method} ${path} → ${status ?? 'no answer'}`]),
  ...records.flatMap(({ id, problems }) => problems.map((problem) => `  ${id ?? 'a record'}: ${problem}`)),
];

const counted = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`;
