import type { JsonRecord } from '../../../json/json-record';
import type { Api } from '../api';
import { modelIn } from '../gemini/generate-content';
import { openaiChat } from './chat';
import { openaiCompletions } from './completions';

/** The body names the model, as Mistral wants it, or the path alone. */
const named = (body: JsonRecord, path: string): JsonRecord => ({
  ...body,
  ...(path.endsWith(':streamRawPredict') ? { stream: true } : {}),
  model: body['model'] ?? modelIn(path),
});

const onVertex = (api: Api): Api => ({
  ...api,
  provider: 'gcp.vertex_ai',
  // Anthropic's are read as its own, and tokens are counted at a path like a model's.
  recognises: (body, path) => !path.includes('/publishers/anthropic/') && api.recognises(named(body, path), path),
  readRequest: (body, path) => api.readRequest(named(body, path), path),
});

/**
 * Models on Vertex AI whose makers have OpenAI's form: Mistral's, with completions of a gap in code, AI21's, and what serves itself.
 * https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/mistral
 */
export const openaiOnVertex: readonly Api[] = [openaiCompletions, openaiChat].map(onVertex);
