import { dialects } from '../../src/mapping/dialects';
import type { Dialect } from '../../src/mapping/dialects/dialect';
import type { Facts } from '../../src/mapping/read/facts';
import type { Source } from '../../src/mapping/read/reader';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { keptResourceAttributes } from '../../src/mapping/span/kept-resource-attributes';
import type { StepFact } from '../../src/mapping/steps/step-dialect';

/** Of the record, and of what is sent beside it. */
type Field = keyof CreateModelEvent | 'session_name' | 'parent_id';
type Fact = keyof Facts;
export type Path = Field | `${Field}.${string}`;

/** Where each fact stands in a record. The first place is the field whose section has its table. */
export const places: { readonly [Name in Fact]: readonly [Path, ...Path[]] } = {
  project: ['project'],
  source: ['source'],
  eventName: ['event_name'],
  responseModel: ['model'],
  requestModel: ['model', 'metadata.request_model'],
  provider: ['provider'],
  instructions: ['messages'],
  input: ['messages'],
  output: ['response'],
  finishReasons: ['response.finish_reason', 'metadata.finish_reasons'],
  inputTokens: ['usage.prompt_tokens', 'metadata.prompt_tokens'],
  isCacheApart: ['usage.prompt_tokens'],
  outputTokens: ['usage.completion_tokens', 'metadata.completion_tokens'],
  totalTokens: ['usage.total_tokens', 'metadata.total_tokens'],
  cacheReadTokens: ['usage.prompt_tokens_details.cached_tokens', 'metadata.cache_read_input_tokens'],
  cacheReadAudioTokens: ['usage.prompt_tokens_details.cached_audio_tokens'],
  cacheReadImageTokens: ['usage.prompt_tokens_details.cached_image_tokens'],
  cacheWriteTokens: ['usage.prompt_tokens_details.cache_write_tokens', 'metadata.cache_write_input_tokens'],
  cacheWriteHourTokens: ['usage.prompt_tokens_details.cache_write_1h_tokens'],
  inputTextTokens: ['usage.prompt_tokens_details.text_tokens'],
  inputAudioTokens: ['usage.prompt_tokens_details.audio_tokens'],
  inputImageTokens: ['usage.prompt_tokens_details.image_tokens'],
  reasoningTokens: ['usage.completion_tokens_details.reasoning_tokens', 'metadata.reasoning_tokens'],
  outputTextTokens: ['usage.completion_tokens_details.text_tokens'],
  outputAudioTokens: ['usage.completion_tokens_details.audio_tokens'],
  outputImageTokens: ['usage.completion_tokens_details.image_tokens'],
  cost: ['cost', 'metadata.cost'],
  error: ['error'],
  temperature: ['hyperparameters.temperature'],
  top_p: ['hyperparameters.top_p'],
  top_k: ['hyperparameters.top_k'],
  max_tokens: ['hyperparameters.max_tokens'],
  presence_penalty: ['hyperparameters.presence_penalty'],
  frequency_penalty: ['hyperparameters.frequency_penalty'],
  stop: ['hyperparameters.stop'],
  n: ['hyperparameters.n'],
  seed: ['hyperparameters.seed'],
  stream: ['hyperparameters.stream'],
  reasoning_effort: ['hyperparameters.reasoning_effort'],
  thinking: ['hyperparameters.thinking'],
  service_tier: ['hyperparameters.service_tier'],
  dimensions: ['hyperparameters.dimensions'],
  encoding_formats: ['hyperparameters.encoding_formats'],
  otherParameters: ['hyperparameters'],
  template: ['template'],
  templateInputs: ['template_inputs'],
  tools: ['tools'],
  toolChoice: ['tool_choice'],
  responseFormat: ['response_format'],
  session: ['session_id'],
  eventId: ['event_id'],
  outputs: ['response'],
  runId: ['metadata.run_id'],
  datasetId: ['metadata.dataset_id'],
  datapointId: ['metadata.datapoint_id'],
  evaluations: ['metrics'],
  sessionName: ['session_name'],
  parentId: ['parent_id'],
  responseId: ['metadata.response_id'],
  conversationId: ['metadata.conversation_id'],
  timeToFirstToken: ['metadata.time_to_first_token_ms'],
  truncated: ['metadata.truncated'],
  metadata: ['metadata'],
  user: ['user_properties.user_id'],
  userProperties: ['user_properties'],
  feedback: ['feedback'],
  metrics: ['metrics'],
};

/** What decides each field besides the dialects. The order is that of the page. */
const notes: { readonly [Name in Field]: string } = {
  project: 'Otherwise the option `project`, then `unknown`.',
  source:
    "Otherwise the option `source`, then the resource's `deployment.environment.name` or `deployment.environment`.",
  event_name:
    "Otherwise the span's name. Without content a name that is not one word, or one word and the model, becomes the operation and " +
    'the model.',
  model: 'The model that answered, otherwise the requested one; `unknown` if the span has neither.',
  provider:
    "In the conventions' spelling. If the span has none, or only `openai`, which instrumentations of OpenAI's client write for " +
    "every server: by `server.address`; then by the instrumentation's name and the model's family; otherwise `unknown`.",
  messages:
    'Instructions that are given apart from the conversation come first. Other members of a part (annotations, cache control) ' +
    'become members of the message if the part is its only text, and stay in the part otherwise; those of reasoning ' +
    '(signatures, encrypted content) go to `reasoning_details`.',
  response: 'The first choice; all of them in `choices` if there are several.',
  duration: "Milliseconds from the span's start to its end.",
  usage:
    'Only counts that the span has. The prompt includes the cached tokens, however the instrumentation counts. A missing total ' +
    'is computed as the sum. What a total has beside its parts is added to the completion or the prompt, where the family of the ' +
    'model shows which of them leaves it out; elsewhere the call has no computed cost. Cached and reasoning tokens that the Vercel AI SDK has only in `ai.response.providerMetadata` are ' +
    'read from there, and that attribute stays in `metadata`, too. A step that Mastra streams has no usage of its own: ' +
    'the span around all steps has it, as their sum, and lends it to the only one.',
  cost: 'Otherwise computed from the model and the usage, if prices are available; not for a stream that failed without a finish reason, whose counts are those by then.',
  error:
    'Otherwise the last `exception` event, the message of an ERROR status, `error.type`, or `error` for an ERROR status alone. ' +
    '`null` if the call did not fail.',
  hyperparameters: '',
  template: '',
  template_inputs: '',
  tools: '',
  tool_choice: '',
  response_format: '',
  event_id:
    'Otherwise derived from the trace id and the span id: the same span always has the same id. An id that is no UUID becomes one that is ' +
    'derived from it.',
  session_id:
    'Otherwise that of the conversation, the trace, the inbound request or the process. From a value that is no UUID, one is derived, and the value itself is kept in `metadata.session_id`.',
  session_name:
    'What the session is called if the record is its first. Otherwise the method and the route of the inbound request, the name of the ' +
    'outermost span, the option `sessionName`, the name of the service, or the main file.',
  parent_id: 'Of the event around it, in the v1 format only. Otherwise the session.',
  start_time: "The span's start, in milliseconds.",
  end_time: "The span's end, in milliseconds.",
  metadata:
    '`trace_id`, `span_id`, `parent_span_id`, `scope` and `dialect` of every span; of its resource, or where that does not have them of ' +
    `\`OTEL_RESOURCE_ATTRIBUTES\` and \`OTEL_SERVICE_NAME\`: ${keptResourceAttributes.map((name) => `\`${name}\``).join(', ')} ` +
    '(the environment only if it is not the `source`); the stack of an exception; ' +
    'events that no field is read from; `provider` if the span spells it otherwise; and every attribute that no field above is ' +
    'read from, under its own name.' +
    leftoversOfAttributes(),
  user_properties: '',
  feedback: '',
  metrics:
    'Of an evaluation the score, otherwise the label, by its name; beside it what else is known, as `name_label`, `name_explanation` and ' +
    '`name_error`. Those that come [later](sessions.md#evaluations) are added to the event.',
};

function leftoversOfAttributes(): string {
  const names = dialects.flatMap(({ leftovers = {} }) => Object.keys(leftovers).map((name) => `\`${name}\``));
  return ` ${names.join(', ')} hold several facts each: of these, only the parts that no field is read from.`;
}

const fields = Object.keys(notes) as readonly Field[];
const facts = Object.keys(places) as readonly Fact[];

/** `docs/mapping.md` as the dialects' tables make it. */
export const referencePage = (): string =>
  [head, ...fields.map(section), stepsSection()]
    .map((part) => part.trimEnd())
    .join('\n\n')
    .concat('\n');

const head = `# Where each field of a record comes from

<!-- Made of the tables in src/mapping/dialects by: UPDATE_DOCS=1 npx jest test/docs -->

A dialect is the set of attributes that one kind of instrumentation writes. A span may have attributes of several; for each field,
the first dialect with a value wins. Their order: ${dialects.map(({ name }) => `\`${name}\``).join(', ')}.

In the tables, \`a\` › \`b\` means: \`b\` if \`a\` has no value. \`a\` + \`b\`: one value is made of both. \`a.*\` stands for all attributes
whose names start with \`a.\`, and \`a.<n>.*\` for numbered ones. An event is a span event or a log event of the span. With
\`captureContent: false\`, sources marked as content leave no trace in a record, and of
others numbers, flags, ids, names and codes remain.`;

function section(field: Field): string {
  const own = facts.filter((fact) => fieldOf(places[fact][0]) === field);
  const copies = facts.flatMap((fact) =>
    places[fact]
      .slice(1)
      .filter((path) => fieldOf(path) === field)
      .map((path) => `- \`${path}\`: as ${title(fact)}`),
  );
  const isAlone = own.length === 1 && own.every((fact) => places[fact][0] === field);
  const tables = own.map((fact) => (isAlone ? tableOf(fact) : `### ${title(fact)}\n\n${tableOf(fact)}`));
  return [`## ${field}`, notes[field], copies.join('\n'), ...tables].filter((part) => part !== '').join('\n\n');
}

const fieldOf = (path: Path): string => path.split('.')[0] ?? path;

/** The path, with the fact's name where several facts have that path, or others have parts of it. */
function title(fact: Fact): string {
  const [path] = places[fact];
  const others = facts.filter((other) => other !== fact);
  const isClear = !others.some((other) => places[other][0] === path || fieldOf(places[other][0]) === path);
  return isClear ? `\`${path}\`` : `\`${path}\` (${meanings[fact] ?? words(fact)})`;
}

/** For facts whose names do not explain themselves. */
const meanings: { readonly [Name in Fact]?: string } = {
  isCacheApart: 'whether the cached tokens have to be added',
  otherParameters: 'all others, by their own names',
  metadata: "the app's own",
  userProperties: "the app's own",
};

const words = (fact: Fact): string => fact.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const tableOf = (fact: Fact): string => table((dialect) => dialect.reads[fact]?.sources);

function table(sourcesOf: (dialect: Dialect) => readonly Source<unknown>[] | undefined): string {
  const rows = dialects.flatMap((dialect) => {
    const sources = sourcesOf(dialect);
    return sources === undefined ? [] : [{ name: dialect.name, sources }];
  });
  return [
    '| order | dialect | reads | content |',
    '| --- | --- | --- | --- |',
    ...rows.map(({ name, sources }, index) => {
      const isContent = sources.some((source) => source.isContent);
      return `| ${index + 1} | ${name} | ${chain(sources)} | ${isContent ? 'yes' : ''} |`;
    }),
  ].join('\n');
}

function chain(sources: readonly Source<unknown>[]): string {
  if (sources.length === 0) return 'no attribute of its own: decided by the provider';
  return sources
    .map((source, index) => {
      const before = sources[index - 1];
      const isTogether = before !== undefined && before.parse === undefined && source.parse === undefined;
      return `${before === undefined ? '' : isTogether ? ' + ' : ' › '}${written(source)}`;
    })
    .join('');
}

function written({ from, name }: Source<unknown>): string {
  switch (from) {
    case 'attribute':
      return `\`${name}\``;
    case 'attributes':
      return `\`${name}*\``;
    case 'items':
      return `\`${name}<n>.*\``;
    case 'event':
      return `event \`${name}\``;
  }
}

/** Where each fact of a step stands in its event. */
const stepPlaces: { readonly [Name in StepFact]: string } = {
  input: '`inputs`',
  output: '`outputs`, of a tool `outputs.message`',
  toolName: '`config.tool_name`, `metadata.tool_name`',
  toolCallId: '`metadata.tool_call_id`',
  agentName: '`config.agent_name`, `metadata.agent_name`',
  agentId: '`metadata.agent_id`',
  workflowName: '`config.workflow_name`',
  config: '`config`',
};

const aboutSteps = `## Agents, chains and tools

With \`events: 'all'\` and \`api: 'v1'\` these are events, too. Their other fields are those of model calls, and attributes that no
field is read from stay in \`metadata\` under their own names: the model and the token counts of an agent, for example, which are
those of the calls below it. A conversation is in \`inputs.chat_history\`, also where an attribute or an event has it that the tables
for \`messages\` name; a text or a list without names is \`inputs.input\` and \`outputs.output\`. Without another name a tool is called as
its span is. A span is recognised by what its attributes say (\`gen_ai.operation.name\`, \`openinference.span.kind\`,
\`traceloop.span.kind\`, \`ai.operationId\`, \`langsmith.span.kind\`, \`langfuse.observation.type\`, \`langwatch.span.type\`,
\`genkit:type\`, \`mastra.span.type\`, \`lmnr.span.type\`, \`span.type\`, \`honeyhive.event_type\`), or else by its name, where that
begins with an operation of the conventions, or by its tracer, which is that of Mastra or Laminar.`;

const stepsSection = (): string =>
  [
    aboutSteps,
    ...(Object.keys(stepPlaces) as readonly StepFact[]).map(
      (fact) => `### ${stepPlaces[fact]}\n\n${table(({ steps }) => steps?.reads[fact]?.sources)}`,
    ),
  ].join('\n\n');
