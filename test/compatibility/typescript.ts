import { join } from 'node:path';
import { run, write } from './folders';

/** How an app's compiler may look for packages. */
export const resolutions = ['node16', 'bundler', 'node10'] as const;
export type Resolution = (typeof resolutions)[number];

/** Uses each entry, and one option that does not exist. */
const source = `
  import { HoneyHiveSpanExporter, HoneyHiveSpanProcessor, toModelEvent, type CreateModelEvent, type HoneyHiveExporterOptions } from 'opentelemetry-exporter-honeyhive';
  import { startReceiver } from 'opentelemetry-exporter-honeyhive/inspector';
  import { ModelWireInstrumentation } from 'opentelemetry-exporter-honeyhive/instrumentation';
  import { flush } from 'opentelemetry-exporter-honeyhive/register';
  const options: HoneyHiveExporterOptions = { project: 'p', apiKey: undefined };
  export const processor = new HoneyHiveSpanProcessor(new HoneyHiveSpanExporter(options));
  export const event: CreateModelEvent | undefined = toModelEvent({} as Parameters<typeof toModelEvent>[0]);
  export const instrumentation = new ModelWireInstrumentation({ captureContent: false });
  export const receiver: ReturnType<typeof startReceiver> = startReceiver();
  export const flushed: Promise<void> = flush();
  // @ts-expect-error an option that does not exist
  export const wrong: HoneyHiveExporterOptions = { apikey: 'k' };
`;

/** The compiler's own flags, strict as it can be, by version where they differ. */
function flagsOf(resolution: Resolution, major: number): readonly string[] {
  const shared = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--lib', 'es2022'];
  // TypeScript 6 warns of node10, and 7 has none any more.
  const node10 = major >= 6 ? ['--ignoreDeprecations', '6.0'] : [];
  const resolved = {
    node16: ['--module', 'node16', '--moduleResolution', 'node16'],
    bundler: ['--module', 'es2022', '--moduleResolution', 'bundler'],
    node10: ['--module', 'commonjs', '--moduleResolution', major >= 5 ? 'node10' : 'node', ...node10],
  };
  return [...shared, '--types', 'node', '--skipLibCheck', 'false', ...resolved[resolution]];
}

/**
 * Compiles an app against the package in this folder, declarations of all packages included: as an app that requires and as one
 * that imports where the compiler tells them apart.
 * @param compiler the folder of TypeScript @param typeRoots the folder of `@types/node`
 * @returns the errors, '' if there are none
 */
export async function typeErrors(
  folder: string,
  compiler: { readonly folder: string; readonly version: string; readonly typeRoots: string },
  resolution: Resolution,
): Promise<string> {
  const files = resolution === 'node16' ? ['app.mts', 'app.cts'] : ['app.ts'];
  write(folder, Object.fromEntries(files.map((file) => [file, source])));
  const flags = flagsOf(resolution, Number.parseInt(compiler.version, 10));
  const args = [join(compiler.folder, 'bin', 'tsc'), ...flags, '--typeRoots', compiler.typeRoots, ...files];
  const { code, stdout, stderr } = await run(process.execPath, args, folder);
  return code === 0 ? '' : `${stdout}${stderr}`;
}
