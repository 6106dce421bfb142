import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import type { Fault } from './fault';
import { readV1Event } from './read-v1-event';
import { startReceiver } from './receiver';
import type { SeenRequest } from './request';

/** A long session must not fill the memory. */
const remembered = 10_000;

/** An event of either format. */
export interface Arrived {
  readonly event: CreateModelEvent;
  /** The same as it was sent. */
  readonly sent: CreateModelEvent | JsonObject;
}

/** Where an inspection writes, a line at a time. */
export interface Output {
  /** The lines that show the events of one request. */
  events(events: readonly Arrived[]): readonly string[];
  print(line: string): void;
  /** For what is no event: how to begin, what went wrong, the sum. */
  remark(line: string): void;
}

export interface Inspection {
  /** Stops, and says how much came. */
  end(): Promise<void>;
}

/**
 * Starts a receiver, says how to send to it, and writes what arrives.
 *
 * @param fault how every request is answered, if not well
 */
export async function inspect(port: number, fault: Fault | undefined, output: Output): Promise<Inspection> {
  const receiver = await startReceiver({ port, keep: remembered });
  if (fault !== undefined) receiver.script({ always: fault });
  for (const line of welcome(receiver.url)) output.remark(line);
  let arrived: Arrived[] = [];
  let stored = 0;
  let requests = 0;

  receiver.onEvent((event) => arrived.push({ event, sent: event }));
  receiver.onV1Event((sent) => arrived.push({ event: readV1Event(sent), sent }));
  receiver.onRequest((request) => {
    const events = arrived;
    arrived = [];
    stored += events.length;
    requests += 1;
    for (const line of output.events(events)) output.print(line);
    for (const line of complaints(request)) output.remark(line);
  });

  return {
    end: async () => {
      await receiver.close();
      output.remark(`${counted(stored, 'event')} in ${counted(requests, 'request')}.`);
    },
  };
}

const welcome = (url: string): readonly string[] => [
  `Waiting for events at ${url}. Run an app against it:`,
  '',
  `  HH_API_URL=${url} HH_API_KEY=local HH_PROJECT=demo node --import opentelemetry-exporter-honeyhive/register app.js`,
  '',
];

function complaints({ method, path, status, records }: SeenRequest): readonly string[] {
  return [
    ...(status === 200 ? [] : [`${method} ${path} → ${status ?? 'no answer'}`]),
    ...records.flatMap((one) => one.problems.map((problem) => `  ${one.id ?? 'a record'}: ${problem}`)),
  ];
}

const counted = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`;
