import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, put, type Writable } from '../../json/json';
import { asPrice, type Price } from '../../providers/cost';
import { type Gathered, gather } from '../extract/extract-facts';
import { withoutLargeMedia } from '../media/large-media';
import { restOfToolChoice, toolChoice, toolDefinitions } from '../messages/tool-definitions';
import { chatMessage, chatMessages, responseOf, spelled, withInstructions } from '../messages/write-chat';
import type { KnownFacts } from '../read/facts';
import { parameterNames } from '../read/parameters';
import { asText } from '../read/reader';
import { msBetween, type SpanView, toMs } from '../span/span-view';
import { instructionOf, isTranscript } from '../splice/spliced-conversation';
import { WrittenJson } from '../splice/written-json';
import { failureOf } from './error';
import { eventId, sessionId } from './ids';
import { metadataOf, nested } from './metadata';
import type { ModelEventDraft } from './model-event-draft';
import { providerOf } from './provider';
import { type Usage, usageField, usageOf } from './usage';

export interface Setting {
  readonly project: string | undefined;
  readonly source: string | undefined;
  readonly captureContent: boolean;
  readonly price: Price | undefined;
  readonly maxMediaBytes: number;
  /** Something that it says was not said by the span itself. */
  readonly isEnriched: boolean;
}

/**
 * Writes what a span says as a record, its fields always in the same order.
 * @param dialect that the call was recognised by
 */
export function draftModelEvent(span: SpanView, dialect: string, setting: Setting): ModelEventDraft {
  const { captureContent } = setting;
  const { facts, parameters, leftovers, rests } = gather(span, captureContent);
  const usage = usageOf(facts);
  const failure = failureOf(span, facts);
  const head = {
    project: facts.project ?? (setting.project || 'unknown'),
    event_name: facts.eventName ?? span.name,
    model: facts.responseModel ?? facts.requestModel ?? 'unknown',
    provider: providerOf(span, facts) ?? 'unknown',
  };
  const cost = facts.cost ?? computedCost(head, span, facts, usage, setting.price);
  const { maxMediaBytes } = setting;
  const metadata = metadataOf({
    span,
    facts,
    provider: head.provider,
    usage,
    cost,
    failure,
    dialect,
    leftovers,
    rests,
    captureContent,
  });
  return {
    head,
    messages: messagesOf(facts, maxMediaBytes),
    response: responseFrom(facts, maxMediaBytes),
    tools: toolsOf(facts),
    isEnriched: setting.isEnriched,
    rest: {
      error: failure?.text ?? null,
      duration: msBetween(span.startTime, span.endTime),
      usage: usageField(usage, facts),
      event_id: eventId(span.traceId, span.spanId),
      start_time: toMs(span.startTime),
      end_time: toMs(span.endTime),
      source: facts.source ?? setting.source ?? environmentOf(span),
      cost,
      hyperparameters: light(hyperparametersOf(facts, parameters, captureContent), maxMediaBytes),
      template: facts.template && withoutLargeMedia(chatMessages(facts.template), maxMediaBytes),
      template_inputs: light(facts.templateInputs, maxMediaBytes),
      tool_choice: toolChoiceOf(facts, captureContent),
      response_format: responseFormatOf(facts, captureContent),
      session_id: facts.session && sessionId(facts.session),
      user_properties: userPropertiesOf(facts),
      feedback: facts.feedback && nested(facts.feedback),
      metrics: facts.metrics && nested(facts.metrics),
      metadata: withoutLargeMedia(metadata, maxMediaBytes),
    },
  };
}

function computedCost(
  { provider, model }: ModelEventDraft['head'],
  span: SpanView,
  facts: KnownFacts,
  usage: Usage,
  price: Price | undefined,
): number | undefined {
  if (price === undefined || model === 'unknown') return undefined;
  const cost = price({
    provider,
    model,
    requestModel: facts.requestModel,
    serviceTier: servedTier(span) ?? facts.service_tier,
    startTime: toMs(span.startTime),
    promptTokens: usage.prompt,
    cacheReadTokens: usage.cacheRead,
    cacheWriteTokens: usage.cacheWrite,
    promptAudioTokens: facts.inputAudioTokens,
    promptImageTokens: facts.inputImageTokens,
    completionTokens: usage.completion,
    reasoningTokens: usage.reasoning,
    completionAudioTokens: facts.outputAudioTokens,
    completionImageTokens: facts.outputImageTokens,
  });
  return asPrice(cost);
}

/** A request may leave the choice to the provider, and its wish need not be met: what was served is charged. */
const servedTier = ({ attributes }: SpanView): string | undefined =>
  asText(attributes['openai.response.service_tier']) ?? asText(attributes['gen_ai.openai.response.service_tier']);

/** Wherever content can stand, media can. */
const light = (fields: JsonObject | undefined, maxBytes: number): JsonObject | undefined =>
  fields && withoutLargeMedia(fields, maxBytes);

const environmentOf = ({ resource }: SpanView): string | undefined =>
  asText(resource['deployment.environment.name']) ?? asText(resource['deployment.environment']);

function messagesOf({ instructions, input = [] }: KnownFacts, maxMediaBytes: number): ModelEventDraft['messages'] {
  const system = instructions && chatMessage({ role: 'system', parts: instructions });
  if (!isTranscript(input)) return withoutLargeMedia(withInstructions(system, chatMessages(input)), maxMediaBytes);
  const [first] = system === undefined ? [] : withoutLargeMedia([system], maxMediaBytes);
  const isSaid = first === undefined || instructionOf(input) === JSON.stringify(first['content']);
  const { pieces, last, sourceChars } = input;
  return new WrittenJson(['[', isSaid ? '' : `${JSON.stringify(first)},`, ...pieces, ']'], last.said, sourceChars);
}

function responseFrom({ output = [], finishReasons }: KnownFacts, maxMediaBytes: number): ModelEventDraft['response'] {
  if (!isTranscript(output)) return withoutLargeMedia(responseOf(output, finishReasons), maxMediaBytes);
  const { before, content = '', after, finishReason } = output.first;
  const reason = finishReasons?.[0] || finishReason;
  const ending =
    reason === undefined ? after : `${after.slice(0, -1)},"finish_reason":${JSON.stringify(spelled(reason))}}`;
  return new WrittenJson([before, content, ending]);
}

function toolsOf({ tools }: KnownFacts): ModelEventDraft['tools'] {
  if (tools === undefined || tools instanceof WrittenJson) return tools;
  return tools.length > 0 ? toolDefinitions(tools) : undefined;
}

/** Words among which a request chooses, and names that it gives: they stay where content is not captured. */
const plainParameters = new Set([
  'modalities',
  'prompt_cache_key',
  'prompt_cache_retention',
  'safety_identifier',
  'stream_options',
  'user',
  'verbosity',
]);

function hyperparametersOf(
  facts: KnownFacts,
  parameters: Gathered['parameters'],
  captureContent: boolean,
): JsonObject | undefined {
  let found: Writable | undefined;
  for (const name of parameters) {
    const value = facts[name];
    if (value === undefined) continue;
    found ??= {};
    found[name] = captureContent ? value : plain(value);
  }
  const { otherParameters: others } = facts;
  for (const name in others) {
    const value = others[name];
    if (value === undefined || ownFields.has(name)) continue;
    const isPlain = typeof value === 'number' || typeof value === 'boolean' || plainParameters.has(name);
    if (!isPlain && !captureContent) continue;
    found ??= {};
    put(found, name, captureContent ? value : plain(value));
  }
  const besideChoice = captureContent ? restOfToolChoice(facts.toolChoice) : undefined;
  return besideChoice === undefined ? found : { ...found, tool_choice: besideChoice };
}

/** Of an object, such as how to think, the kind, the numbers and the flags. */
function plain(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const isPlain = (name: string): boolean => name === 'type' || ['number', 'boolean'].includes(typeof value[name]);
  return Object.fromEntries(Object.entries(value).filter(([name]) => isPlain(name)));
}

/** Parameters that are read for themselves. */
const ownFields: ReadonlySet<string> = new Set([...parameterNames, 'tool_choice', 'response_format']);

/** Without content, a tool's name is a trace of the tools. */
function toolChoiceOf({ toolChoice: choice }: KnownFacts, captureContent: boolean): string | undefined {
  const chosen = choice === undefined ? undefined : toolChoice(choice);
  return captureContent || chosen === undefined || ['auto', 'none', 'required'].includes(chosen) ? chosen : undefined;
}

/** Without content, a schema's names and descriptions stay out. */
function responseFormatOf({ responseFormat: format }: KnownFacts, captureContent: boolean): JsonObject | undefined {
  return captureContent || format === undefined ? format : { type: format['type'] };
}

function userPropertiesOf({ user, userProperties }: KnownFacts): JsonObject | undefined {
  if (userProperties === undefined) return user === undefined ? undefined : { user_id: user };
  return user === undefined ? nested(userProperties) : { user_id: user, ...nested(userProperties) };
}
