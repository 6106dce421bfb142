import type { Config } from '../config/config';
import type { Environment } from '../config/option-parsers';
import { type OptionsFile, settingsIn } from './options-file';
import { type InstalledPackage, installedPackages } from './packages/installed-packages';

/** What is checked: an app's environment, and the folder that it is started in. */
export interface Setting {
  readonly env: Environment;
  readonly cwd: string;
  /** As `register`, and an exporter without options in code, would read it. */
  readonly config: Config;
  /** Of options, if `HH_CONFIG` names one. */
  readonly file: OptionsFile | undefined;
  /** What reading it has to say: a sentence about each variable that is invalid, or that looks misspelt. */
  readonly complaints: readonly string[];
  readonly packages: readonly InstalledPackage[];
}

export async function settingOf(env: Environment, cwd: string): Promise<Setting> {
  const complaints: string[] = [];
  const { config, file } = await settingsIn(env, cwd, (complaint) => complaints.push(complaint));
  return { env, cwd, config, file, complaints, packages: installedPackages(cwd) };
}
