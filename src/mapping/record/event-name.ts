import { isCode, isModelName } from '../../privacy/plain-values';

/** Which operation a call is, by its attributes. */
const operationNames = ['gen_ai.operation.name', 'ai.operationId', 'llm.request.type', 'llm.operation'];

/**
 * A name that quotes no prompt: one that is one word (`ChatOpenAI`, `ai.generateText.doGenerate`) or one word and the model stays; any
 * other becomes the operation and the model.
 * @param models that the call is known to have asked for or got
 * @param attributes of the span, or the metadata of the record
 */
export function plainEventName(
  name: string,
  models: readonly unknown[],
  attributes: Readonly<Record<string, unknown>> = {},
): string {
  if (isCode(name)) return name;
  const known = models.filter((model) => typeof model === 'string' && isModelName(model));
  const space = name.indexOf(' ');
  if (isCode(name.slice(0, space)) && known.includes(name.slice(space + 1))) return name;
  const operation = operationNames.map((one) => attributes[one]).find((one) => typeof one === 'string' && isCode(one));
  return [operation, known[0]].filter((word) => word !== undefined).join(' ') || 'unknown';
}
