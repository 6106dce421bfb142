import { asRecord, compact, fieldsOf, type JsonRecord, nonEmpty, without } from '../../../json/json-record';
import { bedrockUsage } from './usage';

/** Bedrock adds these to the last chunk of a stream. */
export const metricsField = 'amazon-bedrock-invocationMetrics';

/** The token counts among a response's metrics, as attributes. */
export function metricsUsage(body: JsonRecord): JsonRecord {
  const metrics = fieldsOf(body[metricsField]);
  return bedrockUsage({
    inputTokens: metrics['inputTokenCount'],
    outputTokens: metrics['outputTokenCount'],
    cacheReadInputTokens: metrics['cacheReadInputTokenCount'],
    cacheWriteInputTokens: metrics['cacheWriteInputTokenCount'],
  });
}

const counts = ['inputTokenCount', 'outputTokenCount', 'cacheReadInputTokenCount', 'cacheWriteInputTokenCount'];

/**
 * A response's metrics but for the counts, if its attributes say the same.
 * @returns a field to put among the others; none if nothing is left
 */
export function otherMetrics(body: JsonRecord, attributes: JsonRecord): JsonRecord {
  const metrics = asRecord(body[metricsField]);
  const isSaid = Object.entries(metricsUsage(body)).every(([name, count]) => attributes[name] === count);
  return compact({ [metricsField]: metrics && isSaid ? nonEmpty(without(metrics, ...counts)) : body[metricsField] });
}
