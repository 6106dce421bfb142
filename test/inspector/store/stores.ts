import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../src/inspector/store/open-store';
import { type Binding, betterSqlite, nodeSqlite } from '../../../src/inspector/store/sqlite/binding';
import type { Limits, Store } from '../../../src/inspector/store/store';

/** A way of keeping that this Node has. */
export interface Way {
  readonly name: string;
  /** Whether what is kept is there after a restart. */
  readonly isLasting: boolean;
  /** What opens its database, if it has one. */
  readonly binding?: Binding | undefined;
  open(folder: string, limits?: Limits): Store;
}

const onDisk = (name: string, binding: Binding | undefined): Way => ({
  name,
  isLasting: true,
  binding,
  open: (folder, limits) => openStore({ folder, binding, ...(limits && { limits }) }),
});

export const bindings: readonly Binding[] = [nodeSqlite(), betterSqlite()].filter((binding) => binding !== undefined);

export const ways: readonly Way[] = [
  {
    name: 'memory',
    isLasting: false,
    open: (folder, limits) => openStore({ folder, memory: true, ...(limits && { limits }) }),
  },
  onDisk('a file', undefined),
  ...bindings.map((binding) => onDisk(binding.name, binding)),
];

export const lastingWays = ways.filter(({ isLasting }) => isLasting);

const folders: string[] = [];

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'honeyhive-store-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}
