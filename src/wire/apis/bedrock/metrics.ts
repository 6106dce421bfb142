import { fieldsOf, type JsonRecord } from '../../../json/json-record';
import { readUsage } from './usage';

/** Bedrock adds these to the last chunk of a stream. */
export const metricsField = 'amazon-bedrock-invocationMetrics';

/** The token counts among a response's metrics, as attributes. */
export function metricsUsage(body: JsonRecord): JsonRecord {
  const metrics = fieldsOf(body[metricsField]);
  return readUsage({
    inputTokens: metrics['inputTokenCount'],
    outputTokens: metrics['outputTokenCount'],
    cacheReadInputTokens: metrics['cacheReadInputTokenCount'],
    cacheWriteInputTokens: metrics['cacheWriteInputTokenCount'],
  });
}
