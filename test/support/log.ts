import { DiagLogLevel, diag } from '@opentelemetry/api';

/** Sentences that are logged through OpenTelemetry's `diag` from now on, in place of what it did before. */
export function captureLog(): string[] {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const logger = { error: log, warn: log, info: log, debug: log, verbose: log };
  diag.setLogger(logger, { logLevel: DiagLogLevel.INFO, suppressOverrideMessage: true });
  return lines;
}
