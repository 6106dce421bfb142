import type { Config } from '../config/config';
import type { Diagnostics } from '../observability/diagnostics';
import type { MapperOptions } from '../pipeline/call-mapper';
import { RecordHints } from '../pipeline/hints/record-hints';
import { SessionAssignment } from '../pipeline/session/assignment';
import { priceFrom } from '../providers/prices';
import { RateThread } from '../providers/rate-thread';
import type { RateSource } from '../providers/rates';
import { mainFile } from '../runtime/main-file';
import { systemRuntime } from '../runtime/runtime';

const noPrices = 'cost unknown: install @pydantic/genai-prices, or set HH_COST=false.';

export const rateThread = (diagnostics: Diagnostics, onAnswer: () => void): RateThread =>
  new RateThread(systemRuntime, onAnswer, () => diagnostics.hint('prices', noPrices));

/** What the mapper needs of a configuration. */
export function mapperOptions(
  config: Config,
  diagnostics: Diagnostics,
  rates: RateSource,
  recent: MapperOptions['recent'],
): MapperOptions {
  const { project, source, captureContent, maxMediaBytes, maxRecordBytes, suppressNested, cost, redact, api } = config;
  const { maxQueueBytes, resource, maskPatterns } = config;
  const onError = (): void =>
    diagnostics.notice('cost', 'The function given as `cost` throws, so calls are sent without a cost.');
  const price = priceFrom(cost, onError, rates);
  // `redact`, masks and the v1 format need a parsed record, so nothing is spliced.
  const isWritten = redact === undefined && maskPatterns.length === 0 && api === 'model';
  const maxSplicedChars = isWritten ? maxRecordBytes : undefined;
  const limits = { maxRecordBytes, maxMediaBytes, maxQueueBytes };
  const sessions = new SessionAssignment({ ...config, mainFile: mainFile() });
  const hints = new RecordHints(config, diagnostics);
  return {
    project,
    source,
    resource,
    captureContent,
    ...limits,
    suppressNested,
    price,
    maxSplicedChars,
    sessions,
    recent,
    hints,
  };
}
