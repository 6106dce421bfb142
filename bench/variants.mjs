// Options of ours whose price is measured, by what the table calls them. Functions cannot be told to a process otherwise.
export const variants = {
  defaults: {},
  'captureContent: false': { captureContent: false },
  'suppressNested: false': { suppressNested: false },
  'redact: the record as it is': { redact: (record) => record },
  'redact: a promise of it': { redact: async (record) => record },
  'cost: true': { cost: true },
  'compression: gzip': { compression: 'gzip' },
  'maxConcurrentRequests: 8': { maxConcurrentRequests: 8 },
  'maxRecordBytes: 8192, so that all are shortened': { maxRecordBytes: 8192 },
};
