import { HoneyHiveSpanExporter } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';
import { fixtures, spanOf } from '../support/fixture';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Spans of failed tries that never ended, so that nobody hears of them. */
const untold = ['chat-drop-midstream', 'chat-err-429', 'chat-retry-429-then-200'].map(
  (scenario) => `overlap--otel-openai+traceloop-openai+http ${scenario}`,
);

/** Recorded with two instrumentations in one process. */
const scenarios = [
  ...fixtures('overlap--'),
  ...fixtures('traceloop-node-server-sdk').filter(({ scenario }) => scenario === 'manual-llm-call'),
]
  .filter(({ library, scenario }) => !untold.some((name) => name === `${library} ${scenario}`))
  .map((recorded) => [`${recorded.library} ${recorded.scenario}`, recorded] as const);

test.each(scenarios)(
  '%s, told of by a framework and by the SDK below it, is one record a call',
  async (_name, recorded) => {
    const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url });
    exporter.export(
      recorded.spans.map((span) => spanOf(span)),
      () => undefined,
    );
    await exporter.forceFlush();
    expect(receiver.events).toHaveLength(recorded.truth.length);
    await exporter.shutdown();
  },
);
