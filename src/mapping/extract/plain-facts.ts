import type { Json, JsonObject } from '../../json/json';
import {
  isCode,
  isId,
  isModelName,
  plainKind,
  plainMembers,
  plainParameters,
  plainToolChoice,
  plainValue,
} from '../../privacy/plain-values';
import { isExplanation } from '../read/evaluations';
import type { Fact, Facts } from '../read/facts';

type Keep<T> = (value: T) => T | undefined;

const all = <T>(value: T): T => value;
const none = (): undefined => undefined;
const id: Keep<string> = (text) => (isId(text) ? text : undefined);
const model: Keep<string> = (text) => (isModelName(text) ? text : undefined);
const code: Keep<string> = (text) => (isCode(text) ? text : undefined);
const codes: Keep<readonly string[]> = (texts) => nonEmpty(texts.filter(isCode));
/** What the app itself says of a call to HoneyHive: as free text it may quote the call. */
const fields: Keep<JsonObject> = (object) => plainMembers(object);
/** How the app calls its projects and environments. */
const name: Keep<string> = (text) => (/^[^\r\n]{1,128}$/.test(text) ? text : undefined);

const nonEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** What is kept of each fact where no content is captured. Facts that are numbers and flags are kept. */
const kept: { readonly [Name in Fact]: Keep<Facts[Name]> } = {
  provider: id,
  requestModel: model,
  responseModel: model,
  responseId: id,
  conversationId: id,

  instructions: none,
  input: none,
  output: none,
  outputs: none,
  finishReasons: codes,
  tools: none,
  toolChoice: (choice: Json) => plainToolChoice(choice),
  responseFormat: plainKind,
  template: none,
  templateInputs: none,

  temperature: all,
  top_p: all,
  top_k: all,
  max_tokens: all,
  presence_penalty: all,
  frequency_penalty: all,
  // Texts of the app that the answer must not contain.
  stop: none,
  n: all,
  seed: all,
  stream: all,
  reasoning_effort: code,
  thinking: plainKind,
  service_tier: code,
  dimensions: all,
  encoding_formats: codes,
  otherParameters: plainParameters,

  inputTokens: all,
  outputTokens: all,
  totalTokens: all,
  cacheReadTokens: all,
  cacheReadAudioTokens: all,
  cacheReadImageTokens: all,
  cacheWriteTokens: all,
  cacheWriteHourTokens: all,
  isCacheApart: all,
  reasoningTokens: all,
  inputTextTokens: all,
  inputAudioTokens: all,
  inputImageTokens: all,
  outputTextTokens: all,
  outputAudioTokens: all,
  outputImageTokens: all,
  cost: all,
  timeToFirstToken: all,

  // Only that there was one: servers quote what they refuse.
  error: () => 'error',
  truncated: all,
  eventName: id,
  eventId: all,
  parentId: all,
  project: name,
  source: name,
  session: all,
  sessionName: id, // more than a word may name a person, or quote the call
  user: id,
  metadata: fields,
  userProperties: fields,
  feedback: fields,
  metrics: fields,
  evaluations: (results) =>
    plainMembers(results, (name, value) => (isExplanation(name, value) ? undefined : plainValue(value))),
  runId: id,
  datasetId: id,
  datapointId: id,
};

/** What is known to be no content of a fact. */
export const plainFact = (fact: Fact, value: unknown): unknown => (kept[fact] as Keep<unknown>)(value);
