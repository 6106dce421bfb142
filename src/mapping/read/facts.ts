import type { Json, JsonObject } from '../../json/json';
import type { Message, Part } from '../messages/message';
import type { Transcript } from '../splice/spliced-conversation';
import type { WrittenJson } from '../splice/written-json';
import type { Parameters } from './parameters';
import type { Reader } from './reader';

/** What a model call can say, in nobody's dialect and in nobody's format. Counts are tokens. */
export type Facts = Parameters & {
  /** In the span's own spelling. */
  readonly provider: string;
  readonly requestModel: string;
  readonly responseModel: string;
  readonly responseId: string;
  readonly conversationId: string;

  /** What was instructed apart from the conversation. */
  readonly instructions: readonly Part[];
  readonly input: readonly Message[] | Transcript;
  /** One message a choice. */
  readonly output: readonly Message[] | Transcript;
  /** One a choice, in the span's own words. */
  readonly finishReasons: readonly string[];
  readonly tools: readonly Json[] | WrittenJson;
  readonly toolChoice: Json;
  readonly responseFormat: JsonObject;
  readonly template: readonly Message[];
  readonly templateInputs: JsonObject;
  /** Request parameters that {@link Parameters} does not name, by their own names. */
  readonly otherParameters: JsonObject;

  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** Whether the input tokens leave the cached ones out, as Anthropic's API counts. */
  readonly isCacheApart: boolean;
  readonly reasoningTokens: number;
  readonly inputTextTokens: number;
  readonly inputAudioTokens: number;
  readonly inputImageTokens: number;
  readonly outputTextTokens: number;
  readonly outputAudioTokens: number;
  readonly outputImageTokens: number;
  /** US dollars. */
  readonly cost: number;
  /** Milliseconds. */
  readonly timeToFirstToken: number;

  readonly error: string;
  readonly truncated: boolean;
  readonly eventName: string;
  readonly project: string;
  readonly source: string;
  readonly session: string;
  readonly user: string;
  /** The app's own fields; dots in their names nest. */
  readonly metadata: JsonObject;
  readonly userProperties: JsonObject;
  readonly feedback: JsonObject;
  readonly metrics: JsonObject;
};

export type Fact = keyof Facts;

/** What a span says of them. */
export type KnownFacts = { readonly [Name in Fact]: Facts[Name] | undefined };

/**
 * A span that says nothing. Copied for each span, so that all facts have one shape: reading the seventy of them from objects
 * that grow as facts are found takes a third of the time of a whole small record.
 */
export const noFacts: KnownFacts = {
  provider: undefined,
  requestModel: undefined,
  responseModel: undefined,
  responseId: undefined,
  conversationId: undefined,
  instructions: undefined,
  input: undefined,
  output: undefined,
  finishReasons: undefined,
  tools: undefined,
  toolChoice: undefined,
  responseFormat: undefined,
  template: undefined,
  templateInputs: undefined,
  otherParameters: undefined,
  inputTokens: undefined,
  outputTokens: undefined,
  totalTokens: undefined,
  cacheReadTokens: undefined,
  cacheWriteTokens: undefined,
  isCacheApart: undefined,
  reasoningTokens: undefined,
  inputTextTokens: undefined,
  inputAudioTokens: undefined,
  inputImageTokens: undefined,
  outputTextTokens: undefined,
  outputAudioTokens: undefined,
  outputImageTokens: undefined,
  cost: undefined,
  timeToFirstToken: undefined,
  error: undefined,
  truncated: undefined,
  eventName: undefined,
  project: undefined,
  source: undefined,
  session: undefined,
  user: undefined,
  metadata: undefined,
  userProperties: undefined,
  feedback: undefined,
  metrics: undefined,
  temperature: undefined,
  top_p: undefined,
  top_k: undefined,
  max_tokens: undefined,
  presence_penalty: undefined,
  frequency_penalty: undefined,
  stop: undefined,
  n: undefined,
  seed: undefined,
  stream: undefined,
  reasoning_effort: undefined,
  thinking: undefined,
  service_tier: undefined,
  dimensions: undefined,
  encoding_formats: undefined,
};

/** How a dialect reads the facts that it knows. */
export type FactReaders = { readonly [Name in Fact]?: Reader<Facts[Name]> };
