import type { JsonObject } from '../../json/json';
import { firstOf, gathered, number, type Reader, text } from './reader';

/** How much a request lets the model think, as Anthropic's API has it. Names are those of attributes, by precedence. */
export function thinking(types: readonly string[], budgets: readonly string[]): Reader<JsonObject> {
  const type = firstOf(...types.map((name) => text(name)));
  const budget = firstOf(...budgets.map((name) => number(name)));
  return gathered({ attributes: [...types, ...budgets] }, (span) => {
    const said = { type: type(span), budget_tokens: budget(span) };
    return said.type === undefined && said.budget_tokens === undefined ? undefined : known(said);
  });
}

const known = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
