import { type Config, resolveConfig } from '../config/config';
import type { Environment } from '../config/option-parsers';
import { type InstalledPackage, installedPackages } from './packages/installed-packages';

/** What is checked: an app's environment, and the folder that it is started in. */
export interface Setting {
  readonly env: Environment;
  readonly cwd: string;
  /** As `register`, and an exporter without options in code, would read it. */
  readonly config: Config;
  /** What reading it has to say: a sentence about each variable that is invalid, or that looks misspelt. */
  readonly complaints: readonly string[];
  readonly packages: readonly InstalledPackage[];
}

export function settingOf(env: Environment, cwd: string): Setting {
  const complaints: string[] = [];
  const config = resolveConfig({}, env, (complaint) => complaints.push(complaint));
  return { env, cwd, config, complaints, packages: installedPackages(cwd) };
}
