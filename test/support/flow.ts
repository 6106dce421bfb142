/**
 * The folders of `src` in the order of the flow, the lowest first, and what each is for: each may import what stands before it.
 */
export const flow: Readonly<Record<string, string>> = {
  json: 'parses and recovers JSON',
  runtime: 'clock, timers, deadlines, hold buffer',
  observability: 'counters, log lines, metrics',
  providers: 'hosts and prices of model providers',
  privacy: 'what leaves no process: secrets, and content where none is captured',
  mapping: 'span → record; pure',
  otlp: 'request of an OTLP exporter → spans and log records',
  inspector: 'local stand-in for HoneyHive',
  wire: 'observed HTTP exchange → span',
  delivery: 'records → requests, retries, spool',
  session: 'which calls stand together',
  context: 'what a call inherits from spans around it',
  config: 'options and environment variables',
  pipeline: 'call → bytes in the outbox',
  correlation: 'which ended spans are calls, which are duplicates',
  engine: 'makes the chain of stages',
  otel: 'exporter and processors for an SDK',
  'zero-code': 'attaches to an unmodified app',
  doctor: 'checks the set-up of an app',
  relay: 'accepts, queues and delivers for many processes',
};

/** At the root of `src`: what every folder may import. Its other files are entries, which nothing imports. */
export const lowest = 'version.ts';
