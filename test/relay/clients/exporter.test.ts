import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { eventIdOf, HoneyHiveSpanProcessor, sendFeedback } from '../../../src';
import { type Receiver, startReceiver } from '../../../src/inspector';
import { endAll } from '../../support/cli';
import { startOpenAi } from '../../support/providers/openai.cjs';
import { type Ended, node, register } from '../../zero-code/app-process';
import { endServers, freePort } from '../nats-server';
import { describeQueue, queues } from '../queues';
import { kill, type RunningRelay, removeFolders, startRelay } from '../relay-process';

const token = 'a-token-of-this-test';
let honeyHive: Receiver;

beforeEach(async () => {
  honeyHive = await startReceiver({ apiKey: 'key-of-honeyhive' });
});

afterEach(async () => {
  await endAll();
  await endServers();
  await honeyHive.close();
  removeFolders();
});

/** A request with model calls in it. @returns the calls */
function request(provider: NodeTracerProvider, calls: number): readonly Span[] {
  const tracer = provider.getTracer('an app');
  const root = tracer.startSpan('POST /ask');
  const inRoot = trace.setSpan(ROOT_CONTEXT, root);
  const spans = Array.from({ length: calls }, (_, index) => {
    const span = tracer.startSpan('chat gpt-4o', { attributes: attributesOf(index) }, inRoot);
    span.end();
    return span;
  });
  root.end();
  return spans;
}

const attributesOf = (index: number) => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: `Question ${index}` }] }]),
  'gen_ai.usage.input_tokens': 3,
  'gen_ai.usage.output_tokens': 4,
});

/** In the order in which the first request to each arrived. */
const pathsOf = ({ requests }: Receiver): readonly string[] => [...new Set(requests.map(({ path }) => path))];

for (const each of queues)
  describeQueue(each)(`through a relay with its queue in ${each[0]}`, () => {
    const [, open] = each;
    let queue: string;
    const start = (port = 0): Promise<RunningRelay> =>
      startRelay(['--queue', queue, '--port', String(port)], {
        HH_API_URL: honeyHive.url,
        HH_API_KEY: 'key-of-honeyhive',
        HH_RELAY_TOKEN: token,
      });

    beforeEach(async () => {
      queue = await open();
    });

    test('the records of the exporter arrive as they would without it: the session, its events, and then their updates', async () => {
      const { url } = await start();
      const direct = await startReceiver();
      const spanProcessors = [
        new HoneyHiveSpanProcessor({ url, apiKey: token }),
        new HoneyHiveSpanProcessor({ url: direct.url, apiKey: 'key' }),
      ];
      const provider = new NodeTracerProvider({ spanProcessors });
      const [call] = request(provider, 5);
      sendFeedback({ eventId: eventIdOf(call as Span), feedback: { rating: 5 } });
      await provider.shutdown();
      await Promise.all([honeyHive, direct].map((receiver) => receiver.waitForUpdates(1)));
      await honeyHive.waitForEvents(5);
      expect(byId(honeyHive)).toEqual(byId(direct));
      expect(honeyHive.sessions).toEqual(direct.sessions);
      expect(honeyHive.updates).toEqual(direct.updates);
      expect(pathsOf(honeyHive)).toEqual(['/session/start', '/events/model/batch', '/events']);
      await direct.close();
    });

    test('the call of an unmodified app arrives as it would without it', async () => {
      const { url } = await start();
      const direct = await startReceiver();
      const { stderr, code } = await ask({ HH_API_URL: url, HH_API_KEY: token });
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
      await ask({ HH_API_URL: direct.url, HH_API_KEY: 'key' });
      await honeyHive.waitForEvents(1);
      expect(withoutChance(honeyHive)).toEqual(withoutChance(direct));
      expect(pathsOf(honeyHive)).toEqual(['/session/start', '/events/model/batch']);
      await direct.close();
    });

    test('nothing of the exporter is lost when the relay is killed while it sends, and starts again', async () => {
      const port = await freePort();
      let relay = await start(port);
      const options = {
        url: relay.url,
        apiKey: token,
        maxBatchRecords: 5,
        maxBatchDelayMs: 1,
        shutdownTimeoutMs: 60_000,
      };
      const processor = new HoneyHiveSpanProcessor(options);
      const { exporter } = processor;
      const provider = new NodeTracerProvider({ spanProcessors: [processor] });
      const calls: Span[] = [];
      for (let kills = 0; kills < 3; kills += 1) {
        const taken = exporter.stats().delivered;
        while (exporter.stats().delivered < taken + 20) {
          calls.push(...request(provider, 10));
          await sleep(50);
        }
        await kill(relay);
        calls.push(...request(provider, 10));
        relay = await start(port);
      }
      await provider.shutdown();
      expect(exporter.stats()).toMatchObject({ accepted: calls.length, delivered: calls.length, lost: {} });
      await honeyHive.waitForEvents(calls.length, 60_000);
      const arrived = honeyHive.events.map(({ event_id: id }) => id);
      expect(arrived.toSorted()).toEqual(calls.map((call) => eventIdOf(call)).toSorted());
    });
  });

/** Runs an app that makes one call of a model. */
async function ask(env: Readonly<Record<string, string>>): Promise<Ended> {
  const model = await startOpenAi();
  const ended = await node(['--import', register, 'question.cjs'], {
    env: { MODEL_URL: model.url, HH_COST: 'false', ...env },
  });
  await model.close();
  return ended;
}

/** The order of a session's events among themselves is not promised. */
const byId = ({ events }: Receiver) => events.toSorted((a, b) => (a.event_id < b.event_id ? -1 : 1));

/** What has arrived, without what differs from run to run. */
const withoutChance = ({ events, sessions }: Receiver): unknown =>
  JSON.parse(
    JSON.stringify({ events, sessions }, (key, value) =>
      /(?:^|_)(?:id|time|duration|ms|pid)$|port$/.test(key) ? typeof value : value,
    ),
  );
