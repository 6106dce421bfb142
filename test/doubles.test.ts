import { HoneyHiveSpanExporter } from '../src';
import { type Receiver, startReceiver } from '../src/inspector';
import { fixtures, spanOf } from './support/fixture';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Recorded with two instrumentations in one process. */
const scenarios = fixtures('overlap--traceloop-langchain').map((recorded) => [recorded.scenario, recorded] as const);

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
