import type { Json, JsonObject } from '../../json/json';
import { put, type Writable } from '../../json/json';
import type { SpanView } from '../span/span-view';
import { asNumber, asText } from './reader';

/** The event of the conventions, v1.38 and newer, with one result of an evaluation of the call. */
export const evaluationEvent = 'gen_ai.evaluation.result';

/** The score of each evaluation by its name, or else the label; what else is known of one beside it. */
export function evaluationsOf({ events, logs }: SpanView): JsonObject | undefined {
  let found: Writable | undefined;
  for (const event of [...events, ...logs]) {
    if (event?.name !== evaluationEvent) continue;
    const { attributes = {} } = event;
    const name = asText(attributes['gen_ai.evaluation.name']);
    if (name === undefined) continue;
    const score = asNumber(attributes['gen_ai.evaluation.score.value']);
    const label = asText(attributes['gen_ai.evaluation.score.label']);
    const others = {
      explanation: asText(attributes['gen_ai.evaluation.explanation']),
      label: score === undefined ? undefined : label,
    };
    found ??= {};
    add(found, name, score ?? label);
    for (const [member, value] of Object.entries(others)) add(found, `${name}.${member}`, value);
  }
  return found;
}

function add(found: Writable, name: string, value: Json | undefined): void {
  if (value !== undefined && value !== '') put(found, name, value);
}
