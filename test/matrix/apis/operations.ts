import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appsDir } from '../../zero-code/app-process';

/** A call of an API by its SDK, as test/apps/apis makes it. */
export interface Operation {
  /** The row of test/wire/apis/tables. */
  readonly api: string;
  /** Packages by which it is made. */
  readonly sdks: readonly string[];
}

const app = join(appsDir, 'apis');

export const { operations } = require(join(app, 'operations.cjs')) as { readonly operations: readonly Operation[] };
const { folderOf } = require(join(app, 'sdk.cjs')) as { readonly folderOf: (sdk: string) => string };

interface Locked {
  readonly version: string;
  /** Of one that is installed under another name, beside its newest version. */
  readonly name?: string;
}

function lockedOf(sdk: string): Locked {
  const text = readFileSync(join(appsDir, folderOf(sdk), 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, Locked>> };
  const locked = packages[`node_modules/${sdk}`];
  if (locked === undefined) throw new Error(`${sdk} is in no lock file of an app`);
  return locked;
}

/** The version of an SDK that is installed for the app. */
export const versionOf = (sdk: string): string => lockedOf(sdk).version;
export const nameOf = (sdk: string): string => lockedOf(sdk).name ?? sdk;
