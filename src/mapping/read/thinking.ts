import type { JsonObject } from '../../json/json';
import { withoutNullish } from '../../json/json';
import { composed, firstOf, number, type Reader, text } from './reader';

/** How much a request lets the model think, as Anthropic's API has it. Names are those of attributes, by precedence. */
export function thinking(types: readonly string[], budgets: readonly string[]): Reader<JsonObject> {
  const type = firstOf(...types.map(text));
  const budget = firstOf(...budgets.map(number));
  return composed({ attributes: [...types, ...budgets] }, (span) => {
    const thinking = withoutNullish({ type: type.read(span), budget_tokens: budget.read(span) });
    return Object.keys(thinking).length === 0 ? undefined : thinking;
  });
}
