import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { parseRelay } from '../../src/relay/options';

type Yaml = Readonly<Record<string, unknown>>;

const folder = path.join(__dirname, '../../examples/relay');

/** What a file holds. Anchors and merges are resolved; a mistake in it is an error. */
const read = (name: string): readonly Yaml[] =>
  parseAllDocuments(readFileSync(path.join(folder, name), 'utf8'), { merge: true }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as Yaml;
  });

/** The first list of words in it that begins with `relay`. */
const commandIn = (words: readonly string[]): readonly string[] =>
  words
    .join(' ')
    .replaceAll('"', '')
    .replace(/^.*?\brelay (?=setup|--)/, '')
    .split(' ');

test.each(['relay', 'setup'])('the command of the service %s in compose.yaml is one that relays understand', (name) => {
  const [{ services }] = read('compose.yaml') as [{ services: Record<string, { command: string[] }> }];
  expect(parseRelay(commandIn(services[name]?.command ?? []))).toMatchObject({
    task: name === 'setup' ? 'setup' : 'run',
  });
});

test('each service of compose.yaml depends on services that there are, and uses volumes that there are', () => {
  const [file] = read('compose.yaml') as [{ services: Record<string, Yaml>; volumes: Yaml }];
  for (const { depends_on: others = {}, volumes = [] } of Object.values(file.services)) {
    expect(Object.keys(file.services)).toEqual(expect.arrayContaining(Object.keys(others as Yaml)));
    const used = (volumes as string[]).map((volume) => volume.split(':')[0]);
    expect(Object.keys(file.volumes)).toEqual(expect.arrayContaining(used));
  }
});

test('kubernetes.yaml has a job, relays, their service and a budget, which belong together', () => {
  const documents = read('kubernetes.yaml') as {
    kind: string;
    metadata: { name: string };
    spec: Record<string, unknown>;
  }[];
  expect(documents.map(({ kind }) => kind)).toEqual(['Job', 'Deployment', 'Service', 'PodDisruptionBudget']);
  const [job, deployment, service, budget] = documents.map(({ spec }) => spec) as [
    { template: { spec: { containers: { args: string[] }[] } } },
    {
      template: {
        metadata: { labels: Yaml };
        spec: { terminationGracePeriodSeconds: number; containers: Container[] };
      };
    },
    { selector: Yaml; ports: { port: number; targetPort: string }[] },
    { selector: { matchLabels: Yaml } },
  ];
  expect(parseRelay(job.template.spec.containers[0]?.args.slice(1) ?? [])).toMatchObject({
    task: 'setup',
    replicas: 3,
  });
  const { metadata, spec } = deployment.template;
  const [relay] = spec.containers;
  const options = parseRelay(relay?.args.slice(1) ?? []);
  if (typeof options === 'string' || relay === undefined) throw new Error('there is no relay');
  expect(metadata.labels).toMatchObject(service.selector);
  expect(metadata.labels).toMatchObject(budget.selector.matchLabels);
  const port = relay.ports.find(({ name }) => name === service.ports[0]?.targetPort);
  expect(port?.containerPort).toBe(options.port);
  expect([relay.readinessProbe.httpGet.path, relay.livenessProbe.httpGet.path]).toEqual(['/readyz', '/healthz']);
  expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(15);
});

interface Container {
  readonly args: string[];
  readonly ports: { readonly name: string; readonly containerPort: number }[];
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
}

test.each(['collector-agent.yaml', 'collector-gateway.yaml'])(
  'every pipeline of %s has parts that there are',
  (name) => {
    const [file] = read(name) as [
      Record<string, Yaml> & { service: { pipelines: Record<string, Record<string, string[]>> } },
    ];
    for (const pipeline of Object.values(file.service.pipelines)) {
      for (const [kind, parts] of Object.entries(pipeline)) {
        expect(Object.keys(file[kind] ?? {})).toEqual(expect.arrayContaining(parts));
      }
    }
  },
);
