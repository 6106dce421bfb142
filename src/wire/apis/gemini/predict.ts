import {
  asList,
  asNumber,
  asRecord,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  recordsOf,
  without,
} from '../../../json/json-record';
import type { Message, ModelRequest, ModelResponse, OutputMessage } from '../../exchange';
import type { Api } from '../api';
import { errorFields } from '../fields/error';
import { readParameters } from '../fields/parameters';
import { turnsIn } from '../fields/turns';
import { openaiChat } from '../openai/chat';
import { geminiEmbeddings } from './embeddings';
import { modelIn, readError } from './generate-content';

/*
 * Vertex AI's older predictions. Models of every kind are called at such paths, also of pictures and of an app's own making: only
 * the answer shows whether it was a model of language.
 */

/** Other servers of models, such as KServe and TensorFlow's, have `/v1/models/<model>:predict`. */
const isVertex = (path: string): boolean => /\/(?:publishers\/[^/]+\/models|locations\/[^/]+\/endpoints)\//.test(path);

const shared = { provider: 'gcp.vertex_ai', needsAnswer: true, readError } as const;

/** PaLM's texts, code and chats, and open models that were deployed to an endpoint. */
export const palm: Api = {
  ...shared,
  operation: 'text_completion',
  recognises: (body, path) =>
    isVertex(path) && !/\/models\/(?:image|veo|lyria)/.test(path) && messagesIn(body, path).length > 0,
  answers: ({ predictions }) =>
    Array.isArray(fieldsOf(predictions)['choices']) ||
    (asList(predictions) ?? []).some((each) => predictedIn(each).length > 0),
  readRequest,
  readResponse,
};

const firstInstance = (body: JsonRecord): JsonRecord => recordsOf(body['instances'])[0] ?? {};

const said = (role: string, content: unknown): readonly Message[] =>
  typeof content === 'string' ? [{ role, parts: [{ type: 'text', content }] }] : [];

/** Its texts may stand where embeddings have theirs. */
const isPalm = (path: string): boolean => /\/(?:text|code)-(?:bison|unicorn)/.test(path);

/** An author is the user, or the model by any name, such as `bot`. */
function messagesIn(body: JsonRecord, path: string): readonly Message[] {
  const { messages, prompt, prefix, content } = firstInstance(body);
  if (messages === undefined) return said('user', prompt ?? prefix ?? (isPalm(path) ? content : undefined));
  if (recordsOf(messages).some(({ author }) => author === undefined)) {
    return turnsIn(messages) === undefined ? [] : openaiChat.readRequest({ messages }, '').messages;
  }
  return recordsOf(messages).flatMap(({ author, content }) => said(author === 'user' ? 'user' : 'assistant', content));
}

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { context, ...fields } = without(
    firstInstance(body),
    'messages',
    'prompt',
    'prefix',
    'content',
    '@requestFormat',
  );
  return {
    model: modelIn(path),
    messages: messagesIn(body, path),
    systemInstructions: typeof context === 'string' ? [{ type: 'text', content: context }] : undefined,
    ...readParameters({ ...fields, ...fieldsOf(body['parameters']) }),
  };
}

/** Of a prediction: a text, an object with one, or with those of several candidates. */
function predictedIn(prediction: unknown): readonly string[] {
  const { content, candidates } = fieldsOf(prediction);
  const texts = [prediction, content, ...recordsOf(candidates).map((each) => each['content'])];
  return texts.flatMap((each) => asText(each) ?? []);
}

function readResponse(body: JsonRecord): ModelResponse {
  const { predictions, metadata, error: _, ...others } = body;
  const completion = asRecord(predictions);
  if (completion !== undefined) return openaiChat.readResponse(completion);
  const tokens = fieldsOf(fieldsOf(metadata)['tokenMetadata']);
  const list = asList(predictions) ?? [];
  const beside = recordsOf(predictions).map((each) => compact(without(each, 'content', 'candidates')));
  return {
    messages: list
      .flatMap(predictedIn)
      .map((content): OutputMessage => ({ role: 'assistant', parts: [{ type: 'text', content }] })),
    attributes: compact({
      'gen_ai.usage.input_tokens': asNumber(fieldsOf(tokens['inputTokenCount'])['totalTokens']),
      'gen_ai.usage.output_tokens': asNumber(fieldsOf(tokens['outputTokenCount'])['totalTokens']),
    }),
    extra: { ...compact(others), ...(beside.length === 1 ? beside[0] : {}), ...errorFields(body) },
  };
}

const [embeddings] = geminiEmbeddings;

/** Of texts, and of texts with pictures and films. */
const embedded: Api = {
  ...embeddings,
  ...shared,
  recognises: (body, path) => isVertex(path) && embeddings.recognises(withContents(body), path),
  answers: ({ predictions }) =>
    recordsOf(predictions).some((each) => Object.keys(each).some((name) => /embeddings?$/i.test(name))),
  readRequest: (body, path) => embeddings.readRequest(withContents(body), path),
};

const withContents = (body: JsonRecord): JsonRecord => ({
  ...body,
  instances: recordsOf(body['instances']).map(({ text: words, image, video, ...others }) => {
    const parts = [...(typeof words === 'string' ? [{ text: words }] : []), ...mediaIn(image), ...mediaIn(video)];
    return parts.length === 0 ? others : { ...others, content: { parts } };
  }),
});

function mediaIn(value: unknown): readonly JsonRecord[] {
  const { bytesBase64Encoded: data, gcsUri: fileUri, mimeType, ...others } = fieldsOf(value);
  if (data !== undefined) return [{ inlineData: { mimeType, data }, ...others }];
  return fileUri === undefined ? [] : [{ fileData: { mimeType, fileUri }, ...others }];
}

export const vertexPredict: readonly Api[] = [palm, embedded];
