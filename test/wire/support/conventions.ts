import Ajv, { type ValidateFunction } from 'ajv';
import inputMessages from '../../fixtures/semconv-schemas/gen-ai-input-messages.json';
import outputMessages from '../../fixtures/semconv-schemas/gen-ai-output-messages.json';
import systemInstructions from '../../fixtures/semconv-schemas/gen-ai-system-instructions.json';
import toolDefinitions from '../../fixtures/semconv-schemas/gen-ai-tool-definitions.json';

type Attributes = Readonly<Record<string, unknown>>;

const ajv = new Ajv({ strict: false, allErrors: true, formats: { binary: true } });

/** The conventions' own schemas of what was said. */
const schemas = {
  'gen_ai.input.messages': inputMessages,
  'gen_ai.output.messages': outputMessages,
  'gen_ai.system_instructions': systemInstructions,
  'gen_ai.tool.definitions': toolDefinitions,
} as const;
const validators = Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)] as const);

/** The schemas let a malformed part pass as one of unknown type; this one asks each of a known type for what it needs. */
const partValidators = new Map<string, ValidateFunction>(
  Object.entries(outputMessages.$defs).flatMap(([name, definition]) => {
    const type = (definition as { properties?: { type?: { const?: string } } }).properties?.type?.const;
    const schema = { $ref: `#/$defs/${name}`, $defs: outputMessages.$defs };
    return type === undefined ? [] : [[type, ajv.compile(schema)] as const];
  }),
);

/** The registry's types of the conventions' attributes; a name that ends in a dot stands for all that start so. */
const types: Readonly<Record<string, (value: unknown) => boolean>> = (() => {
  const text = (value: unknown): boolean => typeof value === 'string';
  const texts = (value: unknown): boolean => Array.isArray(value) && value.every(text);
  const int = Number.isSafeInteger;
  const double = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
  const flag = (value: unknown): boolean => typeof value === 'boolean';
  const oneOf =
    (...values: readonly string[]) =>
    (value: unknown): boolean =>
      values.includes(String(value));
  return {
    'gen_ai.operation.name': oneOf('chat', 'text_completion', 'generate_content', 'embeddings'),
    'gen_ai.provider.name': text,
    'gen_ai.request.model': text,
    'gen_ai.request.max_tokens': int,
    'gen_ai.request.temperature': double,
    'gen_ai.request.top_p': double,
    'gen_ai.request.top_k': int,
    'gen_ai.request.frequency_penalty': double,
    'gen_ai.request.presence_penalty': double,
    'gen_ai.request.stop_sequences': texts,
    'gen_ai.request.choice.count': int,
    'gen_ai.request.seed': int,
    'gen_ai.request.stream': flag,
    'gen_ai.request.encoding_formats': texts,
    'gen_ai.request.reasoning.level': text,
    'gen_ai.request.previous_response.id': text,
    'gen_ai.embeddings.dimension.count': int,
    'gen_ai.output.type': oneOf('text', 'json', 'image', 'speech'),
    'gen_ai.response.id': text,
    'gen_ai.response.model': text,
    'gen_ai.response.finish_reasons': texts,
    'gen_ai.response.time_to_first_chunk': double,
    'gen_ai.response.status': oneOf('queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled'),
    'gen_ai.usage.': int,
    'gen_ai.conversation.id': text,
    'gen_ai.prompt.name': text,
    'gen_ai.prompt.version': text,
    'gen_ai.prompt.variable.': () => true,
    'openai.api.type': oneOf('chat_completions', 'responses'),
    'openai.request.service_tier': text,
    'openai.response.service_tier': text,
    'openai.response.system_fingerprint': text,
    'aws.bedrock.guardrail.id': text,
    'server.address': text,
    'server.port': int,
    'http.response.status_code': int,
    'http.response.header.x-request-id': texts,
    'http.request.resend_count': int,
    'error.type': text,
  };
})();

const typeOf = (name: string): ((value: unknown) => boolean) | undefined =>
  types[name] ?? Object.entries(types).find(([known]) => known.endsWith('.') && name.startsWith(known))?.[1];

/** What of a span's attributes is not as the conventions want it; content may stand as JSON, as the conventions allow. */
export function flawsOf(attributes: Attributes): readonly string[] {
  const said = new Set<string>(Object.keys(schemas));
  const others = Object.entries(attributes)
    .filter(([name, value]) => !said.has(name) && !name.startsWith('honeyhive.') && typeOf(name)?.(value) !== true)
    .map(([name, value]) => `${name} is ${JSON.stringify(value)}`);
  return [...others, ...validators.flatMap(([name, validate]) => flawsIn(name, validate, attributes[name]))];
}

function flawsIn(name: string, validate: ValidateFunction, written: unknown): readonly string[] {
  if (written === undefined) return [];
  const value: unknown = typeof written === 'string' ? JSON.parse(written) : written;
  const parts = (value as readonly { parts?: readonly { type: string }[] }[]).flatMap((message) => message.parts ?? []);
  return [
    ...flaws(name, validate, value),
    ...parts.flatMap((part) => flaws(`${name} ${part.type}`, partValidators.get(part.type), part)),
  ];
}

const flaws = (name: string, validate: ValidateFunction | undefined, value: unknown): readonly string[] =>
  validate === undefined || validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath} ${message}`);
