import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, nonEmptyText, objectOf } from '../../json/json';

/**
 * A tool call or a tool's answer among the parts of the Vercel AI SDK's messages, of any of its generations, in the form of the
 * conventions; `undefined` for any other part. Version 4 has `args` and `result` where the newer ones have `input` and `output`.
 */
export const vercelPart = (part: JsonObject): JsonObject | undefined => readers.get(part['type'])?.(part);

type Read = (part: JsonObject) => JsonObject | undefined;

const readers: ReadonlyMap<unknown, Read> = new Map<unknown, Read>([
  ['tool-call', vercelCall],
  [
    'tool-result',
    // The tool's name is that of the call, too.
    ({ toolCallId, toolName: _, output, result, ...others }) => ({
      ...others,
      ...besideAnswer(output),
      type: 'tool_call_response',
      id: toolCallId,
      response: result ?? answer(output) ?? null,
      is_error: isError(output) || null,
    }),
  ],
]);

export function vercelCall({ toolCallId, toolName, toolCallType: _, input, args, ...others }: JsonObject): JsonObject {
  return { ...others, type: 'tool_call', id: toolCallId, name: toolName, arguments: input ?? args };
}

function besideAnswer(output: Json | undefined): JsonObject {
  const { type: _, value, reason, ...beside } = objectOf(output);
  return value === undefined && reason === undefined ? {} : beside;
}

const isError = (output: Json | undefined): boolean =>
  nonEmptyText(objectOf(output)['type'])?.startsWith('error-') === true;

function answer(output: Json | undefined): Json | undefined {
  if (!isJsonObject(output)) return output;
  const { value, reason } = output;
  return value ?? reason ?? output;
}
