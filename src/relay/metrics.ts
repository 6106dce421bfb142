import type { QueueStats } from './queue/queue';

/** A number that only grows. */
export class Counter {
  value = 0;

  add(count = 1): void {
    this.value += count;
  }
}

const bucketsS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How long things took. */
export class Histogram {
  readonly #counts = bucketsS.map(() => 0);
  #sum = 0;
  #count = 0;

  observe(seconds: number): void {
    this.#sum += seconds;
    this.#count += 1;
    for (const [index, most] of bucketsS.entries()) if (seconds <= most) this.#counts[index] = this.#countAt(index) + 1;
  }

  lines(name: string): readonly string[] {
    const buckets = bucketsS.map((most, index) => `${name}_bucket{le="${most}"} ${this.#countAt(index)}`);
    return [
      ...buckets,
      `${name}_bucket{le="+Inf"} ${this.#count}`,
      `${name}_sum ${this.#sum}`,
      `${name}_count ${this.#count}`,
    ];
  }

  #countAt(index: number): number {
    return this.#counts[index] ?? 0;
  }
}

const counters = {
  accepted: 'Records, starts of sessions and updates that the queue has taken from this relay.',
  delivered: 'Those that HoneyHive has accepted from this relay.',
  redelivered: 'Those that were pulled more than once.',
  dead: 'Those that this relay has put aside, since HoneyHive refuses them.',
  refused: 'Requests that were answered with an error.',
} as const;

/** What one relay counts. */
export class RelayMetrics {
  readonly accepted = new Counter();
  readonly delivered = new Counter();
  readonly redelivered = new Counter();
  readonly dead = new Counter();
  readonly refused = new Counter();
  readonly connectionsRefused = new Counter();
  /** From the first byte of a request to its answer. */
  readonly acceptSeconds = new Histogram();
  /** Of a post to HoneyHive. */
  readonly postSeconds = new Histogram();

  /** In Prometheus' text format. @param stats `undefined` while the queue is away */
  text(stats: QueueStats | undefined): string {
    const lines = Object.entries(counters).flatMap(([name, help]) =>
      described(`honeyhive_relay_${name}_total`, 'counter', help, this[name as keyof typeof counters].value),
    );
    const refused = 'Connections that were closed at once, since --max-connections were open.';
    const { value } = this.connectionsRefused;
    lines.push(...described('honeyhive_relay_connections_refused_total', 'counter', refused, value));
    lines.push(...described('honeyhive_relay_queue_up', 'gauge', 'Whether the queue can be reached.', stats ? 1 : 0));
    if (stats !== undefined) {
      const { pending, dead, oldestAgeMs } = stats;
      lines.push(
        ...described('honeyhive_relay_queue_pending', 'gauge', 'Entries in the queue.', pending),
        ...described('honeyhive_relay_queue_dead', 'gauge', 'Entries that HoneyHive has refused for good.', dead),
        ...described('honeyhive_relay_queue_oldest_seconds', 'gauge', 'Age of the oldest entry.', oldestAgeMs / 1000),
      );
    }
    const accept = 'honeyhive_relay_accept_seconds';
    const post = 'honeyhive_relay_post_seconds';
    lines.push(...head(accept, 'histogram', 'From a request to its answer.'), ...this.acceptSeconds.lines(accept));
    lines.push(...head(post, 'histogram', 'Requests to HoneyHive.'), ...this.postSeconds.lines(post));
    return `${lines.join('\n')}\n`;
  }
}

const head = (name: string, type: string, help: string): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
];

const described = (name: string, type: string, help: string, value: number): string[] => [
  ...head(name, type, help),
  `${name} ${value}`,
];
