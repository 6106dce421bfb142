import { parseJson, stringify } from '../../json/json';
import type { Message } from '../messages/message';
import { asText, composed, content, flag, map, seconds, text } from '../read/reader';
import type { SpanView } from '../span/span-view';
import type { Dialect } from './dialect';

/** What OpenLIT writes beside the conventions. */
export const openlit: Dialect = {
  name: 'openlit',
  reads: {
    stream: flag('gen_ai.request.is_stream'),
    reasoning_effort: text('gen_ai.request.reasoning_effort'),
    otherParameters: map(text('gen_ai.request.user'), (user) => ({ user })),
    isCacheApart: composed({ triggers: ['telemetry.sdk.name'] }, isCacheApart),
    timeToFirstToken: seconds('gen_ai.server.time_to_first_token'),
    // The calls of an answer whose messages lack them, or have them, too.
    output: content(
      composed({ attributes: ['gen_ai.tool.name', 'gen_ai.tool.call.id', 'gen_ai.tool.args'] }, joinedCalls),
    ),
  },
};

/** The number of Anthropic's API is passed on, which leaves the cached tokens out. */
function isCacheApart({ attributes }: SpanView): boolean | undefined {
  const isOpenLit = attributes['telemetry.sdk.name'] === 'openlit';
  return isOpenLit && attributes['gen_ai.provider.name'] === 'anthropic' ? true : undefined;
}

/** Several calls are joined in one text, with commas between them. */
function joinedCalls({ attributes }: SpanView): readonly Message[] | undefined {
  const given = attributes['gen_ai.tool.args'];
  const names = asText(attributes['gen_ai.tool.name'])?.split(', ');
  if (given === undefined || names === undefined) return undefined;
  const ids = asText(attributes['gen_ai.tool.call.id'])?.split(', ') ?? [];
  const several = parseJson(`[${String(given)}]`);
  const list = Array.isArray(several) && several.length === names.length ? several : undefined;
  const parts = names.map((name, index) => ({
    kind: 'tool_call' as const,
    id: ids[index],
    name,
    arguments: list === undefined ? (names.length === 1 ? String(given) : undefined) : stringify(list[index] ?? null),
  }));
  return [{ role: 'assistant', parts }];
}
