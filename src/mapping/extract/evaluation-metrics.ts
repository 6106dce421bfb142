import type { JsonObject } from '../../json/json';
import { isEmpty } from '../../json/json';
import { withoutSecrets } from '../../privacy/without-secrets';
import { evaluationsOf } from '../read/evaluations';
import type { LogEvent } from '../span/span-view';
import { plainFact } from './plain-facts';

/** What results of evaluations are in the `metrics` of their call's record. */
export function evaluationMetrics(logs: readonly LogEvent[], captureContent: boolean): JsonObject | undefined {
  const found = evaluationsOf({ events: [], logs });
  const kept = found && (captureContent ? found : (plainFact('evaluations', found) as JsonObject | undefined));
  return kept === undefined || isEmpty(kept) ? undefined : withoutSecrets(kept);
}
