// What the SDKs expect of an exporter and a processor, written down here instead of imported: one build then fits SDK 1.30,
// 2.x and 3.x alike, and installing it never brings a second copy of an SDK into an app.

/** A log record as every SDK generation emits it. */
export interface EmittedLogRecord {
  readonly eventName?: string | undefined;
  readonly spanContext?:
    | { readonly traceId: string; readonly spanId: string; readonly isRemote?: boolean | undefined }
    | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}
