import type { Json, JsonObject } from '../../json/json';
import { put, type Writable } from '../../json/json';
import { perName } from '../../json/per-name';
import { cleaningTexts, withCleanTexts } from '../../privacy/clean-texts';
import { withoutSecrets } from '../../privacy/without-secrets';
import { asPrice, type Price } from '../../providers/cost';
import { incompleteCount } from '../../providers/rest-of-total';
import type { Steps } from '../../runtime/steps';
import { isReadEvent } from '../extract/attribute-index';
import { type ExtractedFacts, extractFacts } from '../extract/extract-facts';
import { resourceInRecord, resourceMetadata } from '../extract/resource-fields';
import { withoutLargeMedia } from '../media/large-media';
import { leftoverOfToolChoice, toolChoice, toolDefinitions } from '../messages/tool-definitions';
import { chatMessage, chatMessages, responseOf, withInstructions } from '../messages/write-chat';
import { boundedName } from '../read/bounded-name';
import { isParsed, type KnownFacts } from '../read/facts';
import { parameterNames } from '../read/parameters';
import { asText } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import { msBetween, type SpanView, toMs } from '../span/span-view';
import { splicedMessages, splicedResponse } from '../splice/spliced-conversation';
import { WrittenJson } from '../splice/written-json';
import { failureOf, plainFailureOf } from './error';
import { eventIdFrom, placementOf } from './event-draft';
import { plainEventName } from './event-name';
import { uuidOf } from './ids';
import { metadataOf, nested } from './metadata';
import type { ModelEventDraft } from './model-event-draft';
import { providerOf } from './provider';
import { type Usage, usageField, usageOf } from './usage';

export interface WriterOptions {
  readonly project: string | undefined;
  readonly source: string | undefined;
  /** Attributes of a resource, where the span's own does not have them. */
  readonly resource: Attributes | undefined;
  readonly captureContent: boolean;
  readonly price: Price | undefined;
  readonly maxMediaBytes: number;
  /** The span has attributes that it inherited. */
  readonly isEnriched: boolean;
}

/** What a span says, and what the fields of its record have in common. */
interface Read {
  readonly span: SpanView;
  readonly options: WriterOptions;
  readonly extracted: ExtractedFacts;
  readonly head: ModelEventDraft['head'];
  readonly source: string | undefined;
  readonly failure: ReturnType<typeof failureOf>;
  readonly usage: Usage;
  readonly cost: number | undefined;
  readonly metadata: JsonObject;
}

/**
 * Writes the facts of a span as a record, its fields always in the same order.
 * @param dialect that the call was recognised by
 */
export function draftModelEvent(span: SpanView, dialect: string, options: WriterOptions): ModelEventDraft {
  const read = readSpan(span, extractFacts(span, options.captureContent), dialect, options);
  const { facts } = read.extracted;
  return draftOf(read, messagesOf(facts, options.maxMediaBytes), answerOf(facts, options.maxMediaBytes));
}

/** The same in steps, for a large span: they read all facts, clean a part of a long text, or write one part of the content. */
export function* draftingModelEvent(span: SpanView, dialect: string, options: WriterOptions): Steps<ModelEventDraft> {
  const extracted = extractFacts(span, options.captureContent);
  yield;
  const clean = yield* cleaningTexts(textsBeside(span, extracted, options.captureContent));
  const read = withCleanTexts(clean, () => readSpan(span, extracted, dialect, options));
  const { facts } = read.extracted;
  yield;
  const messages = messagesOf(facts, options.maxMediaBytes);
  yield;
  const response = answerOf(facts, options.maxMediaBytes);
  yield;
  return withCleanTexts(clean, () => draftOf(read, messages, response));
}

/** What a record has beside the conversation, as it stands there. */
function textsBeside(
  span: SpanView,
  { facts, unread, leftovers }: ExtractedFacts,
  captureContent: boolean,
): readonly unknown[] {
  const failure = failureIn(span, facts, captureContent);
  return [
    ...[failure?.text, failure?.stack],
    ...(captureContent ? [...span.events, ...span.logs].filter((event) => !isReadEvent(event?.name)) : []),
    ...[facts.otherParameters, facts.metadata, facts.responseFormat],
    ...unread.map((name) => span.attributes[name]),
    ...leftovers.map(([, leftover]) => leftover),
  ];
}

const failureIn = (span: SpanView, facts: KnownFacts, captureContent: boolean): ReturnType<typeof failureOf> =>
  captureContent ? failureOf(span, facts) : plainFailureOf(span, facts);

function readSpan(span: SpanView, extracted: ExtractedFacts, dialect: string, options: WriterOptions): Read {
  const { captureContent } = options;
  const { facts } = extracted;
  const failure = failureIn(span, facts, captureContent);
  const provider = providerOf(span, facts) ?? 'unknown';
  const head = {
    project: facts.project ?? (options.project || 'unknown'),
    event_name: cleanName(facts.eventName ?? nameOf(span, facts, captureContent)).name,
    model: cleanName(facts.responseModel ?? facts.requestModel ?? 'unknown').name,
    provider,
  };
  const usage = usageOf(facts, incompleteCount(provider, head.model));
  const isCounted = failure === undefined || !isUnfinishedStream(facts);
  const cost = facts.cost ?? (isCounted ? computedCost(head, span, facts, usage, options.price) : undefined);
  const { source, resource } = placeOf(span, facts, options);
  const written = { provider, usage, cost, failure, dialect, resource };
  const metadata = metadataOf(span, extracted, written, captureContent);
  return { span, options, extracted, head, source, failure, usage, cost, metadata };
}

function draftOf(
  { span, options, extracted, head, source, failure, usage, cost, metadata }: Read,
  messages: ModelEventDraft['messages'],
  response: ModelEventDraft['response'],
): ModelEventDraft {
  const { maxMediaBytes } = options;
  const { facts } = extracted;
  return {
    head,
    messages,
    response,
    tools: toolsOf(facts),
    isEnriched: options.isEnriched,
    placement: placementOf(facts),
    rest: {
      error: failure === undefined ? null : withoutSecrets(failure.text),
      duration: msBetween(span.startTime, span.endTime),
      usage: usageField(usage, facts),
      event_id: eventIdFrom(facts, span),
      start_time: toMs(span.startTime),
      end_time: toMs(span.endTime),
      source,
      cost,
      hyperparameters: withoutMedia(hyperparametersOf(extracted), maxMediaBytes),
      template: facts.template && withoutLargeMedia(chatMessages(facts.template), maxMediaBytes),
      template_inputs: withoutMedia(facts.templateInputs, maxMediaBytes),
      tool_choice: facts.toolChoice === undefined ? undefined : toolChoice(facts.toolChoice),
      response_format: facts.responseFormat && withoutSecrets(facts.responseFormat),
      session_id: facts.session && uuidOf(facts.session),
      user_properties: userPropertiesOf(facts),
      feedback: appFields(facts.feedback),
      metrics: metricsOf(facts),
      metadata: withoutLargeMedia(metadata, maxMediaBytes),
    },
  };
}

function nameOf(
  { name, attributes }: SpanView,
  { requestModel, responseModel }: KnownFacts,
  captureContent: boolean,
): string {
  return boundedName(captureContent ? name : plainEventName(name, [requestModel, responseModel], attributes));
}

/** An app has few names, and each comes again with every call. */
const cleanName = perName((name) => ({ name: withoutSecrets(name) }));

function computedCost(
  { provider, model }: ModelEventDraft['head'],
  span: SpanView,
  { requestModel, service_tier }: KnownFacts,
  { counts, isComplete }: Usage,
  price: Price | undefined,
): number | undefined {
  if (price === undefined || model === 'unknown' || !isComplete) return undefined;
  const serviceTier = servedTier(span) ?? service_tier;
  return asPrice(price({ provider, model, requestModel, serviceTier, startTime: toMs(span.startTime), ...counts }));
}

/** Whether a stream broke off before its answer ended: its counts are those by then, and a wrong cost is worse than none. */
function isUnfinishedStream({ stream, timeToFirstToken, finishReasons, output = [] }: KnownFacts): boolean {
  const isStream = stream === true || timeToFirstToken !== undefined;
  const hasEnded = isParsed(output) && output.some(({ finishReason }) => finishReason !== undefined);
  return isStream && !finishReasons?.some((reason) => reason !== '') && !hasEnded;
}

/** The tier that a request asks for need not be the one that serves it, which is charged. */
const servedTier = ({ attributes }: SpanView): string | undefined =>
  asText(attributes['openai.response.service_tier']) ?? asText(attributes['gen_ai.openai.response.service_tier']);

/** Every field that may hold content may hold media. */
const withoutMedia = (fields: JsonObject | undefined, maxBytes: number): JsonObject | undefined =>
  fields && withoutLargeMedia(fields, maxBytes);

/** Where a call or a step was made, by what the app says and by its resource. */
export function placeOf(
  span: SpanView,
  facts: Pick<KnownFacts, 'source'>,
  options: Pick<WriterOptions, 'source' | 'resource'>,
): { readonly source: string | undefined; readonly resource: Readonly<Record<string, string>> } {
  const found = resourceInRecord(span.resource, options.resource);
  const source = facts.source ?? options.source ?? found.environment;
  return { source, resource: resourceMetadata(found, source) };
}

function messagesOf({ instructions, input = [] }: KnownFacts, maxMediaBytes: number): ModelEventDraft['messages'] {
  const system = instructions && chatMessage({ role: 'system', parts: instructions });
  if (isParsed(input)) return withoutLargeMedia(withInstructions(system, chatMessages(input)), maxMediaBytes);
  return splicedMessages(input, system && withoutLargeMedia([system], maxMediaBytes)[0]);
}

/** Fields that the app gives for HoneyHive stand beside the answer. */
const answerOf = (facts: KnownFacts, maxMediaBytes: number): ModelEventDraft['response'] =>
  withOutputs(responseFrom(facts, maxMediaBytes), withoutMedia(facts.outputs, maxMediaBytes));

const responseFrom = (
  { output = [], finishReasons }: KnownFacts,
  maxMediaBytes: number,
): ModelEventDraft['response'] =>
  isParsed(output)
    ? withoutLargeMedia(responseOf(output, finishReasons), maxMediaBytes)
    : splicedResponse(output, finishReasons?.[0]);

/** What the app itself says goes before what was read. */
function withOutputs(
  response: ModelEventDraft['response'],
  outputs: JsonObject | undefined,
): ModelEventDraft['response'] {
  if (outputs === undefined) return response;
  const read = response instanceof WrittenJson ? (JSON.parse(response.pieces.join('')) as JsonObject) : response;
  return { ...read, ...outputs };
}

function toolsOf({ tools }: KnownFacts): ModelEventDraft['tools'] {
  if (tools === undefined) return undefined;
  if (!isParsed(tools)) return new WrittenJson(tools.pieces);
  return tools.length > 0 ? toolDefinitions(tools) : undefined;
}

function hyperparametersOf({ facts, parameters }: ExtractedFacts): JsonObject | undefined {
  let found: Writable | undefined;
  for (const name of parameters) {
    const value = facts[name];
    if (value === undefined) continue;
    found ??= {};
    found[name] = withoutSecrets<Json>(value, name);
  }
  const { otherParameters: others } = facts;
  for (const name in others) {
    const value = others[name];
    if (value === undefined || ownFields.has(name)) continue;
    found ??= {};
    put(found, name, withoutSecrets(value, name));
  }
  const besideChoice = leftoverOfToolChoice(facts.toolChoice);
  return besideChoice === undefined ? found : { ...found, tool_choice: withoutSecrets(besideChoice) };
}

/** Parameters with a reader or a field of their own. */
const ownFields: ReadonlySet<string> = new Set([...parameterNames, 'tool_choice', 'response_format']);

export function userPropertiesOf({ user, userProperties }: KnownFacts): JsonObject | undefined {
  const others = appFields(userProperties);
  return user === undefined ? others : { user_id: withoutSecrets(user), ...others };
}

/** What the app itself says goes before what evaluations found. Those stay flat: each may come by itself, and must replace no other. */
export function metricsOf({ metrics, evaluations }: KnownFacts): JsonObject | undefined {
  const own = appFields(metrics);
  return evaluations === undefined ? own : { ...withoutSecrets(evaluations), ...own };
}

export const appFields = (fields: JsonObject | undefined): JsonObject | undefined =>
  fields && withoutSecrets(nested(fields));
