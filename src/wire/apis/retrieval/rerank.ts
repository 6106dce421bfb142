import { asList, asText, compact, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Message } from '../../exchange';
import type { Api } from '../api';
import { readUsage as readBilled } from '../cohere/usage';
import { said, texts, values } from '../fields/parts';
import { readUsage } from '../openai/usage';
import { task } from '../task';

/*
 * Documents sorted by what is asked: by Cohere (versions 1 and 2), Jina, Voyage, Pinecone, Together, vLLM, Infinity, NVIDIA, Text
 * Embeddings Inference, DashScope, watsonx, the Vercel AI Gateway. They differ in names.
 */

const names = ['documents', 'texts', 'passages', 'input', 'inputs'] as const;

/** The question, and then the documents, whose places are the indices of the ranking. */
function askedIn(body: JsonRecord): readonly Message[] {
  const { query, documents } = body;
  const name = names.find((each) => asList(body[each]) !== undefined);
  const list = name === undefined ? asList(fieldsOf(documents)['values']) : asList(body[name]);
  const question = texts(query);
  if (question.length === 0 || list === undefined || list.length === 0) return [];
  const parts = list.flatMap((each) => {
    const read = texts(each);
    return read.length === 0 ? values('document')(each) : read.slice(0, 1);
  });
  return [...said('user', question), ...said('user', parts)];
}

const scores = ['relevance_score', 'relevanceScore', 'score', 'logit'];
const lists = ['results', 'data', 'rankings', 'ranking', 'list'];

/** The places of the documents, the best first, without their texts, which are the request's. */
function rankingIn(body: JsonRecord): readonly JsonRecord[] {
  const name = lists.find((each) => recordsOf(body[each]).length > 0) ?? '';
  return recordsOf(body[name]).flatMap((each) => {
    const score = scores.find((one) => typeof each[one] === 'number');
    return score === undefined || typeof each['index'] !== 'number'
      ? []
      : [{ index: each['index'], score: each[score] }];
  });
}

/** A total alone is what was read; Cohere bills searches. */
function usageIn({ usage, meta, input_token_count: input }: JsonRecord): JsonRecord {
  const { api_version: _, ...billed } = fieldsOf(meta);
  const counts = readUsage(fieldsOf(usage));
  const total = counts['gen_ai.usage.total_tokens'];
  return { ...readBilled(compact(billed)), ...compact({ 'gen_ai.usage.input_tokens': total ?? input }), ...counts };
}

const rerankAt = (at: RegExp): Api =>
  task({
    operation: 'rerank',
    provider: 'cohere',
    at,
    // Cohere's own; others have them too.
    ownPath: /\/v[12]\/rerank$|\/ai\/reranking-model$/,
    lists: true,
    around: ['parameters'],
    aroundAnswer: ['output'],
    input: { query: texts, documents: texts, texts, passages: texts, input: texts, inputs: texts },
    output: { results: texts, data: texts, rankings: texts, ranking: texts, list: texts },
    messages: (body) => {
      const alone = askedIn(body);
      return alone.length > 0 ? alone : askedIn(fieldsOf(body['input']));
    },
    answer: (body) => {
      const ranking = rankingIn(body);
      return ranking.length === 0 ? [] : [{ role: 'assistant', parts: [{ type: 'ranking', ranking }] }];
    },
    model: ({ model, model_id: named }) => asText(model) ?? asText(named),
    usage: usageIn,
    silent: ['meta', 'created', 'created_at', 'input_token_count'],
  });

export const reranked: Api = rerankAt(/\/(?:rerank|reranking|ranking|text-rerank|reranking-model)$/);

/** Cohere's models on Bedrock. */
export const invokedRerank: Api = rerankAt(/\/invoke$/);
