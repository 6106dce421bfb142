import type { Config } from '../config/config';
import type { Report } from '../delivery/record';
import type { Spool } from '../delivery/spool/spool';
import { systemRuntime } from '../runtime/runtime';

/** Loaded only if it is asked for, as few apps do. */
export function openSpool(config: Config, report: Report): Spool | undefined {
  const { spoolDirectory: directory, maxSpoolBytes: maxBytes, spoolFsync: fsync, api: format } = config;
  if (directory === undefined) return undefined;
  const { Spool } = require('../delivery/spool/spool') as typeof import('../delivery/spool/spool');
  return new Spool({ directory, maxBytes, fsync, format }, report, systemRuntime);
}
