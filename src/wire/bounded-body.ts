import { type Json, put, type Writable } from '../json/json';
import { asList, type JsonRecord } from '../json/json-record';

/** Of members that no reader looks for, so many are kept; more take long to be read, and no API has as many. */
const maxUnknown = 1000;
/** No API gives as many choices. */
const maxChoices = 1000;

/** The members of requests and of responses that the readers of the APIs, and of errors, look for. */
export const knownMembers: ReadonlySet<string> = new Set(
  // What was asked
  (
    'messages prompt input inputText inputs contents content instances parameters system systemInstruction ' +
    'instructions preamble message chat_history history texts images tools tool_choice toolConfig tool_results ' +
    'functions function_call model agent_id stream options temperature top_p max_tokens max_completion_tokens ' +
    'max_output_tokens generationConfig inferenceConfig textGenerationConfig stop response_format reasoning text ' +
    'conversation previous_response_id service_tier anthropic_version ' +
    // What was answered
    'id object type role status choices candidates output outputs outputText response responses results result ' +
    'completion completions generation generations predictions data embedding embeddings embeddingsByType thinking ' +
    'image tool_calls delta item request_id response_id generation_id responseId modelVersion promptFeedback ' +
    'metadata system_fingerprint created created_at done ' +
    // How it ended, and what it took
    'finish_reason finishReason stop_reason stopReason stop_sequence completionReason done_reason ' +
    'incomplete_details usage usageMetadata meta metrics x_groq timings providerMetadata prompt_eval_count eval_count ' +
    'inputTextTokenCount prompt_token_count generation_token_count amazon-bedrock-invocationMetrics ' +
    // Errors
    'error errors success msg Message code error_code errorCode error_message error_msg errorMessage status_code ' +
    'statusCode detail base_resp header ResponseMetadata fault'
  ).split(' '),
);

/** A body whose members are no more than can be read in one turn. */
export interface BoundedBody {
  readonly body: JsonRecord;
  /** Some are left out. */
  readonly isCut: boolean;
}

/** Of the members that no reader knows, and of the choices, the first and the last stay where there are too many. In one pass. */
export function boundedBody(body: JsonRecord): BoundedBody {
  const names = Object.keys(body);
  const isWhole = names.length <= maxUnknown;
  const long = listsOfChoices.filter((name) => (asList(body[name])?.length ?? 0) > maxChoices);
  if (isWhole && long.length === 0) return { body, isCut: false };
  const kept: Writable = {};
  for (const [index, name] of names.entries()) {
    const isAtEnd = isWhole || index < maxUnknown / 2 || index >= names.length - maxUnknown / 2;
    if (isAtEnd || knownMembers.has(name)) put(kept, name, body[name] as Json);
  }
  for (const name of long) kept[name] = endsOf(kept[name] as readonly Json[]);
  return { body: kept, isCut: true };
}

const listsOfChoices = ['choices', 'candidates'];

const endsOf = (list: readonly Json[]): readonly Json[] => [
  ...list.slice(0, maxChoices / 2),
  ...list.slice(-maxChoices / 2),
];
