import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, objectOf, parseJson, put, type Writable } from '../../json/json';
import { all, leftoverOf, type WrittenMembers } from '../../json/leftovers';
import { withoutSecrets } from '../../privacy/without-secrets';

/** Tool definitions in OpenAI's form where they are functions; server-side and other tools as they are, without their secrets. */
export const toolDefinitions = (tools: readonly Json[]): readonly JsonObject[] =>
  withoutSecrets(tools.flatMap(toolDefinition));

function toolDefinition(tool: Json): JsonObject | readonly JsonObject[] {
  // Some instrumentations keep a tool's name only.
  if (typeof tool === 'string') return { type: 'function', function: { name: tool } };
  if (!isJsonObject(tool)) return [];
  if (isJsonObject(tool['toolSpec'])) return toolDefinition(bedrockFunction(tool['toolSpec']));
  // Gemini has several in one.
  if (isList(tool['functionDeclarations'])) {
    const { functionDeclarations, ...others } = tool;
    return [...functionDeclarations.flatMap(toolDefinition), ...(isEmpty(others) ? [] : [others])];
  }
  const { type = 'function', function: nested, ...beside } = tool;
  // Server-side tools have a type of their own, or a single member that names them.
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

/** The function of a tool whose members are not nested. */
function functionOf(tool: JsonObject): JsonObject {
  const made: Writable = {};
  for (const name in tool) {
    const value = tool[name];
    if (value !== undefined && !ownNames.has(name)) put(made, name, value);
  }
  const schema = schemaNames.map((name) => tool[name]).find((each) => each !== undefined && each !== null);
  if (schema !== undefined) made['parameters'] = typeof schema === 'string' ? (parseJson(schema) ?? schema) : schema;
  return made;
}

/** What the choice of a tool has beside the tool, such as whether tools may be called in parallel. */
export const leftoverOfToolChoice = (choice: Json | undefined): Json | undefined =>
  isJsonObject(choice) ? leftoverOf(choice, choiceMembers) : undefined;

const named = all('name', 'toolName');
const choiceMembers: WrittenMembers = { ...named, type: true, mode: true, function: named, custom: named };

/** `auto`, `none`, `required` or the name of the one tool that must be called, in any API's form. */
export function toolChoice(choice: Json): string | undefined {
  if (typeof choice === 'string') return choice === '' ? undefined : (modes.get(choice.toLowerCase()) ?? choice);
  if (!isJsonObject(choice)) return undefined;
  const { type, name, toolName, mode, function: forced, custom } = choice;
  for (const tool of [name, toolName, objectOf(forced)['name'], objectOf(custom)['name']]) {
    if (typeof tool === 'string') return tool;
  }
  // `allowed_tools` is a list of tools with a mode.
  const given = typeof mode === 'string' ? mode : type;
  return typeof given === 'string' ? toolChoice(given) : undefined;
}

const modes: ReadonlyMap<string, string> = new Map([
  ['auto', 'auto'],
  ['none', 'none'],
  ['required', 'required'],
  ['any', 'required'],
]);
