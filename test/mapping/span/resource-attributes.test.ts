import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DiagLogLevel, type diag } from '@opentelemetry/api';
import { attributesOf, type Resource } from '../../../src/mapping/span/resource-attributes';
import { settle } from '../../../src/otel/settled-resource';

/** The resources that the SDK of a test app makes, and the `diag` that it logs to. */
function sdk(app: string) {
  const require = createRequire(join(__dirname, '..', '..', 'apps', app, 'package.json'));
  const sdkRequire = createRequire(
    require.resolve(app === 'sdk-3' ? '@opentelemetry/sdk-trace' : '@opentelemetry/sdk-trace-node'),
  );
  return {
    resources: sdkRequire('@opentelemetry/resources'),
    api: sdkRequire('@opentelemetry/api') as { diag: typeof diag },
  };
}

/** Two attributes at once and one that is looked up, of resources that were merged as an SDK merges them. */
function pendingResource(app: string, lookedUp: Promise<string>): Resource {
  const { resources } = sdk(app);
  if (app === 'sdk-1') {
    const detected = new resources.Resource(
      { 'service.name': 'shop' },
      lookedUp.then((region) => ({ 'cloud.region': region })),
    );
    return new resources.Resource({ 'service.name': 'unknown_service:node', 'host.name': 'node-7' }).merge(detected);
  }
  const { resourceFromAttributes } = resources;
  const detected = resourceFromAttributes({ 'service.name': 'shop', 'cloud.region': lookedUp });
  return resourceFromAttributes({ 'service.name': 'unknown_service:node', 'host.name': 'node-7' }).merge(detected);
}

describe.each(['sdk-1', 'sdk-2', 'sdk-3'])('a resource of %s', (app) => {
  const logged: string[] = [];
  const { diag: diagOfApp } = sdk(app).api;
  const log = (message: string): number => logged.push(message);

  beforeEach(() => {
    logged.length = 0;
    diagOfApp.setLogger({ error: log, warn: log, info: log, debug: log, verbose: log }, DiagLogLevel.WARN);
    logged.length = 0;
  });
  afterEach(() => diagOfApp.disable());

  test('has the attributes that are known while others are looked up, and the SDK logs no error', () => {
    const resource = pendingResource(app, new Promise(() => {}));
    expect(attributesOf(resource)).toEqual({ 'service.name': 'shop', 'host.name': 'node-7' });
    expect(logged).toEqual([]);
  });

  test('has all of them afterwards, if it is settled', async () => {
    const lookedUp = Promise.resolve('eu-west-1');
    const resource = pendingResource(app, lookedUp);
    settle(resource);
    while (resource.asyncAttributesPending === true) await lookedUp;
    expect(attributesOf(resource)).toEqual({
      'service.name': 'shop',
      'host.name': 'node-7',
      'cloud.region': 'eu-west-1',
    });
    expect(logged).toEqual([]);
  });
});

test.each([[undefined], [{}], [{ asyncAttributesPending: true }]])(
  'of %j, no attribute is known, and nothing fails',
  (resource) => {
    expect(attributesOf(resource as Resource | undefined)).toEqual({});
    expect(() => settle(resource)).not.toThrow();
  },
);
