import type { ValueOf } from './option-parsers';
import type { optionTable } from './option-table';

export type { Redact } from './option-table';

// The build declares it as an interface, with the comments of the table: see .ci/types.mjs.
export type HoneyHiveExporterOptions = {
  readonly [Name in keyof typeof optionTable]?: ValueOf<(typeof optionTable)[Name]> | undefined;
};
