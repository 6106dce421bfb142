import { ask, callAttributes, eventOf } from './delivery';
import { install, newFolder, packageName, run, tarball, versionOf, write } from './folders';
import type { Group, Row } from './group';
import { nodeOf, type Range } from './nodes';
import { npmOf } from './tools';

interface Sdk {
  /** As an app asks for it. */
  readonly range: string;
  readonly main: string;
  readonly provider: string;
  /** The argument of its batch processor. */
  readonly batched: string;
  /** The first and the newest release of Node that it supports. */
  readonly nodes: readonly Range[];
}

const older = {
  main: '@opentelemetry/sdk-trace-node',
  provider: 'NodeTracerProvider',
  batched: 'exporter',
  nodes: ['20', 'latest'],
} as const;

const sdks: readonly Sdk[] = [
  { ...older, range: '1.30' },
  { ...older, range: '2.0' },
  { ...older, range: '2' },
  {
    range: '3',
    main: '@opentelemetry/sdk-trace',
    provider: 'TracerProvider',
    batched: '{ exporter }',
    nodes: ['22', 'latest'],
  },
];

/** Of each the call reaches us in another way. */
const programsOf = ({ main, provider, batched }: Sdk): Readonly<Record<string, string>> => ({
  'processor.cjs': `
    const { ${provider} } = require('${main}');
    const { HoneyHiveSpanProcessor } = require('${packageName}');
    const provider = new ${provider}({ spanProcessors: [new HoneyHiveSpanProcessor()] });
    provider.getTracer('app').startSpan('chat gpt-4o-mini', { attributes: ${callAttributes} }).end();
    provider.forceFlush();`,
  'exporter.mjs': `
    import { BatchSpanProcessor, ${provider} } from '${main}';
    import { HoneyHiveSpanExporter } from '${packageName}';
    const exporter = new HoneyHiveSpanExporter();
    const provider = new ${provider}({ spanProcessors: [new BatchSpanProcessor(${batched})] });
    provider.getTracer('app').startSpan('chat gpt-4o-mini', { attributes: ${callAttributes} }).end();
    await provider.shutdown();`,
  'observed.cjs': `
    const { trace } = require('@opentelemetry/api');
    const { ${provider} } = require('${main}');
    trace.setGlobalTracerProvider(new ${provider}());
    ${ask}
    trace.getTracer('app').startActiveSpan('work', async (span) => {
      await ask();
      span.end();
    });`,
});

const programs: readonly (readonly string[])[] = [
  ['processor.cjs'],
  ['exporter.mjs'],
  ['--require', `${packageName}/register`, 'observed.cjs'],
];

/** Has npm add the package to an app that has the SDK already. @throws if npm warns of anything */
async function installBeside(sdk: Sdk, release: '10' | '11'): Promise<string> {
  const npm = await npmOf(release, (await nodeOf('24')).binary);
  const folder = newFolder('sdk');
  await install(folder, [`${sdk.main}@${sdk.range}`], npm);
  const warnings = (await install(folder, [tarball()], npm))
    .split('\n')
    .filter((line) => /npm warn (?!unknown)/i.test(line));
  if (warnings.length > 0) throw new Error(warnings.join('\n'));
  return folder;
}

async function rowsOf(sdk: Sdk): Promise<readonly Row[]> {
  const folder = await installBeside(sdk, '11');
  write(folder, programsOf(sdk));
  const versions = `${versionOf(folder, sdk.main)} (API ${versionOf(folder, '@opentelemetry/api')})`;
  const releases = await Promise.all(sdk.nodes.map(nodeOf));
  return releases.map(({ version, binary }) => ({
    name: `${versions}, Node ${version.split('.')[0]}`,
    cells: [
      ...programs.map((args) => async () => {
        await eventOf((env) => run(binary, args, folder, env));
        return 'yes';
      }),
      async () => {
        await installBeside(sdk, '10');
        return 'no warning';
      },
    ],
  }));
}

export const sdkGroup: Group = {
  title: 'OpenTelemetry SDK',
  columns: ['processor', 'plain exporter', '`register`', '`npm install` beside it (npm 10, 11)'],
  rows: async () => {
    const rows: Row[] = [];
    for (const sdk of sdks) rows.push(...(await rowsOf(sdk)));
    return rows;
  },
};
