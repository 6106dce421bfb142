import { asNumber, asText, type JsonRecord } from '../../../json/json-record';
import { asFlag, asTexts, type Parameter } from '../fields/parameters';

/** Of chat and of its predecessor. */
export const openaiParameters: Readonly<Record<string, Parameter>> = {
  temperature: ['gen_ai.request.temperature', asNumber],
  top_p: ['gen_ai.request.top_p', asNumber],
  top_k: ['gen_ai.request.top_k', asNumber],
  max_completion_tokens: ['gen_ai.request.max_tokens', asNumber],
  max_tokens: ['gen_ai.request.max_tokens', asNumber],
  stop: ['gen_ai.request.stop_sequences', asTexts],
  frequency_penalty: ['gen_ai.request.frequency_penalty', asNumber],
  presence_penalty: ['gen_ai.request.presence_penalty', asNumber],
  seed: ['gen_ai.request.seed', asNumber],
  random_seed: ['gen_ai.request.seed', asNumber], // Mistral's name of it
  n: ['gen_ai.request.choice.count', asNumber],
  stream: ['gen_ai.request.stream', asFlag],
  reasoning_effort: ['gen_ai.request.reasoning.level', asText],
  service_tier: ['openai.request.service_tier', asText],
};

/** Azure's older paths name the model's deployment, and the body then need not name the model. */
const deploymentIn = (path: string): string | undefined => /\/deployments\/([^/]+)\//.exec(path)?.[1];

export const modelIn = (body: JsonRecord, path: string): string | undefined =>
  asText(body['model']) ?? deploymentIn(path);
