import type { Environment } from '../config/option-parsers';
import type { HoneyHiveExporterOptions } from '../config/options';
import { version } from '../version';
import { type TestExporter, testEventName } from './checks/test-event';
import type { DoctorOptions } from './options';
import { isWell, jsonReport, textReport } from './report';
import { runChecks } from './run-checks';
import { settingOf } from './setting';

export interface DoctorProcess {
  readonly env: Environment;
  readonly cwd: string;
  /** Of Node. */
  readonly node: string;
  /** @param options of the app's file, with the name of the test event's session */
  readonly exporter: (options: HoneyHiveExporterOptions) => TestExporter;
}

/** @returns what to print, and the exit code */
export async function runDoctor(
  { sends, json }: DoctorOptions,
  { env, cwd, node, exporter }: DoctorProcess,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const setting = await settingOf(env, cwd);
  const open = (): TestExporter => exporter({ ...setting.file?.options, sessionName: testEventName });
  const findings = await runChecks(setting, { node, version, exporter: sends ? open : undefined });
  return { output: (json ? jsonReport : textReport)(version, findings), exitCode: isWell(findings) ? 0 : 1 };
}
