import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, parseJson, put, says, type Writable } from '../../json/json';
import { all, type Members, restOf } from '../../json/leftovers';

/** Tool definitions in OpenAI's form where they are functions; server-side and other tools as they are. */
export const toolDefinitions = (tools: readonly Json[]): readonly JsonObject[] => tools.flatMap(toolDefinition);

function toolDefinition(tool: Json): JsonObject | readonly JsonObject[] {
  // Some instrumentations keep a tool's name only.
  if (typeof tool === 'string') return { type: 'function', function: { name: tool } };
  if (!isJsonObject(tool)) return [];
  if (isJsonObject(tool['toolSpec'])) return toolDefinition(bedrockFunction(tool['toolSpec']));
  // Gemini has several in one.
  if (isList(tool['functionDeclarations'])) {
    const { functionDeclarations, ...others } = tool;
    return [...toolDefinitions(functionDeclarations), ...(says(others) ? [others] : [])];
  }
  const { type = 'function', function: nested, ...beside } = tool;
  // Tools of the server's own have a type, or nothing but a member of their name.
  if (type !== 'function' || (tool['type'] ?? nested ?? tool['name']) === undefined) return tool;
  return isJsonObject(nested) ? { ...beside, type, function: nested } : { type, function: functionOf(tool) };
}

const bedrockFunction = ({ inputSchema: schema, ...others }: JsonObject): JsonObject => ({
  ...others,
  parameters: isJsonObject(schema) ? (schema['json'] ?? schema) : schema,
});

/** `{name, description, parameters}`; Anthropic, the Vercel AI SDK and Gemini have names of their own for the parameters. */
const schemaNames = ['parameters', 'input_schema', 'inputSchema', 'parametersJsonSchema'] as const;
const ownNames: ReadonlySet<string> = new Set([...schemaNames, 'type', 'function']);

/** Of a tool that is flat. */
function functionOf(tool: JsonObject): JsonObject {
  const made: Writable = {};
  for (const name in tool) {
    const value = tool[name];
    if (value !== undefined && !ownNames.has(name)) put(made, name, value);
  }
  for (const name of schemaNames) {
    const schema = tool[name];
    if (schema === undefined || schema === null) continue;
    made['parameters'] = typeof schema === 'string' ? (parseJson(schema) ?? schema) : schema;
    break;
  }
  return made;
}

/** What a choice says beside that, such as whether tools may be called in parallel; `undefined` if nothing. */
export const restOfToolChoice = (choice: Json | undefined): Json | undefined =>
  isJsonObject(choice) ? restOf(choice, choiceFields) : undefined;

const named = all('name', 'toolName');
const choiceFields: Members = { ...named, type: true, mode: true, function: named, custom: named };

/** `auto`, `none`, `required` or the name of the one tool that must be called, from any API's way to say it. */
export function toolChoice(choice: Json): string | undefined {
  if (typeof choice === 'string') return choice === '' ? undefined : (words.get(choice.toLowerCase()) ?? choice);
  if (!isJsonObject(choice)) return undefined;
  const { type, name, toolName, mode, function: forced, custom } = choice;
  for (const named of [
    name,
    toolName,
    isJsonObject(forced) && forced['name'],
    isJsonObject(custom) && custom['name'],
  ]) {
    if (typeof named === 'string') return named;
  }
  // `allowed_tools` is a list of tools with a mode.
  const word = typeof mode === 'string' ? mode : type;
  return typeof word === 'string' ? toolChoice(word) : undefined;
}

const words: ReadonlyMap<string, string> = new Map([
  ['auto', 'auto'],
  ['none', 'none'],
  ['required', 'required'],
  ['any', 'required'],
]);
