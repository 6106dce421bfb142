import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * Bundles a program in TypeScript before the tests of a file, so that its processes start without compiling it each time.
 * @returns the path of the bundle, from when the tests run
 */
export function bundleOf(program: string): () => string {
  let folder = '';
  const outfile = (): string => join(folder, basename(program).replace(/\.ts$/, '.cjs'));
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'honeyhive-bundle-'));
    buildSync({ entryPoints: [program], outfile: outfile(), bundle: true, platform: 'node', target: 'node20' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return outfile;
}
