import { HoneyHiveSpanExporter, HoneyHiveSpanProcessor } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';
import { type Sdk, sdks } from '../support/sdk';

let receiver: Receiver;
const described = {
  OTEL_SERVICE_NAME: 'shop',
  OTEL_RESOURCE_ATTRIBUTES: 'service.version=1.4.2,deployment.environment.name=staging',
};

beforeEach(async () => {
  Object.assign(process.env, described);
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const name of Object.keys(described)) delete process.env[name];
  await receiver.close();
});

describe.each(sdks)('a provider of $name that has no detector of resources', (sdk: Sdk) => {
  const options = () => ({ apiKey: 'key', url: receiver.url, cost: false });

  test.each([
    ['our processor', () => new HoneyHiveSpanProcessor(options())],
    ['a stock processor with our exporter', () => sdk.batch(new HoneyHiveSpanExporter(options()))],
  ])('and %s: a call is of the service, version and environment that the variables name', async (_how, make) => {
    const provider = sdk.provider(make());
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' };
    provider.getTracer('test').startSpan('chat gpt-4o', { attributes }).end();
    await provider.shutdown();
    expect(receiver.events).toMatchObject([
      { source: 'staging', metadata: { 'service.name': 'shop', 'service.version': '1.4.2' } },
    ]);
  });
});
