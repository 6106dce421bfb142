import { join } from 'node:path';
import { install, newFolder, tarball, versionOf } from './folders';
import type { Group } from './group';
import { type Resolution, resolutions, typeErrors } from './typescript';

/** The oldest that reads the declarations, the first with each way of resolution, and the newest of each major. */
const ranges = ['4.7', '5.0', '5.9', '6', '7'] as const;

/** `bundler` came with TypeScript 5, and `node10` went with 7. */
const hasResolution = (version: string, resolution: Resolution): boolean => {
  const major = Number.parseInt(version, 10);
  if (resolution === 'bundler') return major >= 5;
  return resolution === 'node16' || major < 7;
};

export const typescriptGroup: Group = {
  title: 'TypeScript',
  columns: resolutions.map((resolution) => `\`moduleResolution: ${resolution}\``),
  rows: async () => {
    const folder = newFolder('typescript');
    const aliases = ranges.map((range) => `typescript-${range}@npm:typescript@${range}`);
    await install(folder, [tarball(), '@types/node@20', ...aliases]);
    return ranges.map((range) => {
      const name = `typescript-${range}`;
      const version = versionOf(folder, name);
      const modules = join(folder, 'node_modules');
      const compiler = { folder: join(modules, name), version, typeRoots: join(modules, '@types') };
      return {
        name: version,
        cells: resolutions.map((resolution) => async () => {
          if (!hasResolution(version, resolution)) return '–';
          const errors = await typeErrors(folder, compiler, resolution);
          if (errors !== '') throw new Error(errors.slice(0, 1_500));
          return 'yes';
        }),
      };
    });
  },
};
