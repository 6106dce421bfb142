import { type Finding, findingsOf } from '../finding';
import type { Setting } from '../setting';

const { ok, warning, skipped } = findingsOf('prices');

export function checkPrices({ config, packages }: Pick<Setting, 'config' | 'packages'>): Finding {
  if (config.cost === false) return skipped('HH_COST switches the cost of calls off.');
  const library = packages.find(({ name, isTop }) => isTop && name === '@pydantic/genai-prices');
  if (library === undefined) {
    const advice = 'npm install @pydantic/genai-prices, or set HH_COST=false.';
    return warning('@pydantic/genai-prices is not installed here, so the cost of calls is unknown.', advice);
  }
  return ok(`@pydantic/genai-prices ${library.version}.`);
}
