import type { Environment } from '../config/option-parsers';
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
  /** @param sessionName of the test event */
  readonly exporter: (sessionName: string) => TestExporter;
}

/** @returns what to print, and the exit code */
export async function runDoctor(
  { sends, json }: DoctorOptions,
  { env, cwd, node, exporter }: DoctorProcess,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const own = { node, version, exporter: sends ? () => exporter(testEventName) : undefined };
  const findings = await runChecks(settingOf(env, cwd), own);
  return { output: (json ? jsonReport : textReport)(version, findings), exitCode: isWell(findings) ? 0 : 1 };
}
