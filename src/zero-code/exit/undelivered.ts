import type { Trouble } from '../../delivery/send/endpoint-state';
import type { ExporterPort } from '../../engine/exporter-port';
import type { Unportable } from '../../pipeline/handover';

/** Why records were not delivered; `bundled`: a bundler took a file without the thread's; `forbidden`: no thread may be started. */
export type Undelivered = Trouble | Unportable | 'bundled' | 'forbidden';

/** Of the engines that have something left: why. */
export type Reasons = ReadonlyMap<ExporterPort, Undelivered>;
