import type { Api } from '../api';
import { anthropicMessages, namesVersion } from './messages';

const modelIn = (path: string): string | undefined => /\/publishers\/anthropic\/models\/([^/:]+):/.exec(path)?.[1];

/** Anthropic's messages on Vertex AI. https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude */
export const anthropicOnVertex: Api = {
  ...anthropicMessages,
  provider: 'gcp.vertex_ai',
  // Tokens are counted at a path like a model's.
  recognises: (body, path) => namesVersion(body) && modelIn(path) !== 'count-tokens',
  readRequest: (body, path) => {
    const stream = path.endsWith(':streamRawPredict') ? { stream: true } : {};
    return anthropicMessages.readRequest({ ...body, ...stream, model: modelIn(path) }, path);
  },
};
