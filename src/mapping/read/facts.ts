import type { Json, JsonObject } from '../../json/json';
import type { Message, Part } from '../messages/message';
import type { Parameters } from './parameters';
import type { Reader } from './reader';

/**
 * JSON in the record's form, in pieces, that is copied from the span without being parsed. Only `splice/`, which makes it, and
 * `record/`, which writes it, look inside.
 */
export interface Unparsed {
  readonly pieces: readonly string[];
}

export const isParsed = <T>(list: readonly T[] | Unparsed): list is readonly T[] => Array.isArray(list);

const none = <T>(): T | undefined => undefined;

/**
 * Everything that can be known of a model call, in no dialect and no format, while none of it is known. Counts are tokens. Copied
 * for each span, so that all facts have one shape: reading the seventy of them from objects that grow as facts are found takes a
 * third of the time of a whole small record.
 */
export const noFacts = {
  /** In the span's own spelling. */
  provider: none<string>(),
  requestModel: none<string>(),
  responseModel: none<string>(),
  responseId: none<string>(),
  conversationId: none<string>(),

  /** Instructions that are given apart from the conversation. */
  instructions: none<readonly Part[]>(),
  input: none<readonly Message[] | Unparsed>(),
  /** One message a choice. */
  output: none<readonly Message[] | Unparsed>(),
  /** What the app itself says of the event's outputs: members of the response. */
  outputs: none<JsonObject>(),
  /** One a choice, in the span's own spelling. */
  finishReasons: none<readonly string[]>(),
  tools: none<readonly Json[] | Unparsed>(),
  toolChoice: none<Json>(),
  responseFormat: none<JsonObject>(),
  template: none<readonly Message[]>(),
  templateInputs: none<JsonObject>(),

  temperature: none<number>(),
  top_p: none<number>(),
  top_k: none<number>(),
  max_tokens: none<number>(),
  presence_penalty: none<number>(),
  frequency_penalty: none<number>(),
  stop: none<readonly string[]>(),
  n: none<number>(),
  seed: none<number>(),
  stream: none<boolean>(),
  reasoning_effort: none<string>(),
  thinking: none<JsonObject>(),
  service_tier: none<string>(),
  dimensions: none<number>(),
  encoding_formats: none<readonly string[]>(),
  /** Request parameters without a name here, by their own names. */
  otherParameters: none<JsonObject>(),

  inputTokens: none<number>(),
  outputTokens: none<number>(),
  totalTokens: none<number>(),
  cacheReadTokens: none<number>(),
  cacheReadAudioTokens: none<number>(),
  cacheReadImageTokens: none<number>(),
  cacheWriteTokens: none<number>(),
  /** Those of them that the cache keeps for an hour, which have a price of their own. */
  cacheWriteHourTokens: none<number>(),
  /** Whether the input tokens leave the cached ones out, as Anthropic's API counts. */
  isCacheApart: none<boolean>(),
  reasoningTokens: none<number>(),
  inputTextTokens: none<number>(),
  inputAudioTokens: none<number>(),
  inputImageTokens: none<number>(),
  outputTextTokens: none<number>(),
  outputAudioTokens: none<number>(),
  outputImageTokens: none<number>(),
  /** US dollars. */
  cost: none<number>(),
  /** Milliseconds. */
  timeToFirstToken: none<number>(),

  error: none<string>(),
  truncated: none<boolean>(),
  eventName: none<string>(),
  /** Of the event itself and of the one around it, as the app says. */
  eventId: none<string>(),
  parentId: none<string>(),
  project: none<string>(),
  source: none<string>(),
  session: none<string>(),
  sessionName: none<string>(),
  user: none<string>(),
  /** The app's own fields; dots in their names nest. */
  metadata: none<JsonObject>(),
  userProperties: none<JsonObject>(),
  feedback: none<JsonObject>(),
  metrics: none<JsonObject>(),
  /** Results of evaluations, by their names. */
  evaluations: none<JsonObject>(),
  /** Of the experiment that the call is a part of. */
  runId: none<string>(),
  datasetId: none<string>(),
  datapointId: none<string>(),
} satisfies { [Name in keyof Parameters]: Parameters[Name] | undefined } & Record<string, unknown>;

/** The facts of one span. */
export type KnownFacts = Readonly<typeof noFacts>;

export type Fact = keyof KnownFacts;

export type Facts = { readonly [Name in Fact]: Exclude<KnownFacts[Name], undefined> };

/** How a dialect reads the facts that it knows. */
export type FactReaders = { readonly [Name in Fact]?: Reader<Facts[Name]> };
