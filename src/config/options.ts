import type { Agent } from 'node:http';
import type { TlsOptions } from '../delivery/http/agent';

import type { CreateModelEvent } from '../mapping/record/model-event';
import type { Price } from '../providers/cost';

/** Every option of the exporter; the table in `config.ts` has the variable, default, unit and meaning of each. */
export interface HoneyHiveExporterOptions {
  readonly apiKey?: string | (() => string | Promise<string>) | undefined;
  readonly project?: string | undefined;
  readonly source?: string | undefined;
  readonly url?: string | undefined;
  readonly api?: Api | undefined;
  readonly captureContent?: boolean | undefined;
  readonly redact?: Redact | undefined;
  readonly redactTimeoutMs?: number | undefined;
  readonly cost?: boolean | Price | undefined;
  readonly suppressNested?: boolean | undefined;
  readonly maxMediaBytes?: number | undefined;
  readonly maxRecordBytes?: number | undefined;
  readonly maxBatchRecords?: number | undefined;
  readonly maxBatchBytes?: number | undefined;
  readonly maxBatchDelayMs?: number | undefined;
  readonly maxConcurrentRequests?: number | undefined;
  readonly maxQueueRecords?: number | undefined;
  readonly maxQueueBytes?: number | undefined;
  readonly maxRetryAgeMs?: number | undefined;
  readonly spoolDirectory?: string | undefined;
  readonly maxSpoolBytes?: number | undefined;
  readonly spoolFsync?: Fsync | undefined;
  readonly requestTimeoutMs?: number | undefined;
  readonly flushTimeoutMs?: number | undefined;
  readonly shutdownTimeoutMs?: number | undefined;
  readonly compression?: Compression | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly allowInsecure?: boolean | undefined;
  readonly tls?: TlsOptions | undefined;
  readonly agent?: Agent | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** `model` is `POST /events/model/batch`, `v1` its successor, `POST /v1/events/batch`. */
export type Api = 'model' | 'v1';

export type Compression = 'none' | 'gzip';

export type Fsync = 'none' | 'interval' | 'always';

/** What an app makes of a record before it leaves: the record to send, changed or not, or nothing to send none. */
export type Redact = (
  record: CreateModelEvent,
) => CreateModelEvent | null | undefined | PromiseLike<CreateModelEvent | null | undefined>;
