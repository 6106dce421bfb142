import { requiredPort } from '../../src/engine/exporter-port';
import { HoneyHiveSpanExporter } from '../../src/otel/span-exporter';
import { chatSpan } from '../support/call';

test('calls that are observed share the limits of the queue, and every one is accounted for', async () => {
  const exporter = new HoneyHiveSpanExporter({ apiKey: 'k', url: 'http://127.0.0.1:9', maxQueueRecords: 5 });
  const port = requiredPort(exporter);
  let waiting = 3;
  port.shareWith(() => ({ calls: waiting, bytes: 0 }));
  expect(exporter.stats()).toMatchObject({ accepted: 3, pending: 3, lost: {} });

  for (let i = 0; i < 3; i += 1) exporter.export([chatSpan({ 'gen_ai.response.id': `r${i}` })], () => undefined);
  expect(exporter.stats()).toMatchObject({ accepted: 6, pending: 5, lost: { queue_full: 1 } });
  expect(port.load().calls).toBe(2);

  waiting = 0;
  port.refuseCall();
  expect(exporter.stats()).toMatchObject({ accepted: 4, pending: 2, lost: { queue_full: 2 } });
  await exporter.shutdown();
});
