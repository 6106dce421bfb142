/** What SDKs take as the result of an export. `code` 0: success, 1: failure. */
export interface ExportResult {
  readonly code: 0 | 1;
  readonly error?: Error;
}
