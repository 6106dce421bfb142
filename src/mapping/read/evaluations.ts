import type { Json, JsonObject } from '../../json/json';
import { put, type Writable } from '../../json/json';
import type { SpanView } from '../span/span-view';
import { asNumber, asText } from './reader';

/** The event of the conventions, v1.38 and newer, with one result of an evaluation of the call. */
export const evaluationEvent = 'gen_ai.evaluation.result';

const explanation = 'explanation';

/**
 * The score of each evaluation by its name, or else the label; what else is known of one beside it, as `name_explanation`, which is how
 * HoneyHive's own evaluators write it. Flat, since each result may come by itself, and must replace no other.
 */
export function evaluationsOf({ events, logs }: Pick<SpanView, 'events' | 'logs'>): JsonObject | undefined {
  let found: Writable | undefined;
  for (const event of [...events, ...logs]) {
    if (event?.name !== evaluationEvent) continue;
    const { attributes = {} } = event;
    const name = asText(attributes['gen_ai.evaluation.name']) || 'evaluation'; // the conventions require one
    const score = asNumber(attributes['gen_ai.evaluation.score.value']);
    const label = asText(attributes['gen_ai.evaluation.score.label']);
    const others = {
      [explanation]: asText(attributes['gen_ai.evaluation.explanation']),
      label: score === undefined ? undefined : label,
      // Of an evaluation that has failed.
      error: asText(attributes['error.type']),
    };
    found ??= {};
    add(found, name, score ?? label);
    for (const [member, value] of Object.entries(others)) add(found, `${name}_${member}`, value);
  }
  return found;
}

/** Free text about what was asked and answered. */
export const isExplanation = (name: string, value: Json | undefined): boolean =>
  typeof value === 'string' && name.endsWith(`_${explanation}`);

function add(found: Writable, name: string, value: Json | undefined): void {
  if (value !== undefined && value !== '') put(found, name, value);
}
