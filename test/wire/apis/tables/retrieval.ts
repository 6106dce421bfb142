import { file, type Row, SentForm } from './row';

const ranking = '[{"index":1,"score":0.9},{"index":0,"score":0.1}]';
const asked = { query: 'Capital?', documents: ['Rome is old', 'Paris is a capital'] };
const said = ['Capital?', 'Rome is old', 'Paris is a capital'];
const results = [
  { index: 1, relevance_score: 0.9 },
  { index: 0, relevance_score: 0.1 },
];
const scored = results.map(({ index, relevance_score: score }) => ({ index, score }));
const rerank = { operation: 'rerank', input: said, output: [ranking] } as const;
const vectors = [{ object: 'embedding', index: 0, embedding: [0.1] }];
const embeddings = { operation: 'embeddings', output: [] } as const;

export const retrievalRows: readonly Row[] = [
  {
    api: 'Cohere: rerank, versions 1 and 2',
    path: '/v1/rerank, /v2/rerank',
    url: 'https://api.cohere.com/v2/rerank',
    request: { model: 'rerank-v3.5', ...asked, top_n: 2 },
    response: { id: 'r-7', results, meta: { api_version: { version: '2' }, billed_units: { search_units: 1 } } },
    facts: {
      ...rerank,
      provider: 'cohere',
      model: 'rerank-v3.5',
      id: 'r-7',
      attributes: { 'usage.details.billed_units.search_units': 1 },
      extra: { top_n: 2 },
    },
    isOwn: true,
  },
  {
    api: 'Jina: rerank',
    path: '/v1/rerank',
    url: 'https://api.jina.ai/v1/rerank',
    request: { model: 'jina-reranker-v2', ...asked },
    response: {
      model: 'jina-reranker-v2',
      usage: { total_tokens: 15 },
      results: results.map((each) => ({ ...each, document: { text: 'Rome is old' } })),
    },
    facts: {
      ...rerank,
      provider: 'jina_ai',
      model: 'jina-reranker-v2',
      attributes: { 'usage.input_tokens': 15, 'usage.total_tokens': 15 },
    },
    isOwn: true,
  },
  {
    api: 'Voyage: rerank',
    path: '/v1/rerank',
    url: 'https://api.voyageai.com/v1/rerank',
    request: { model: 'rerank-2', ...asked, top_k: 2 },
    response: { object: 'list', data: results, model: 'rerank-2', usage: { total_tokens: 26 } },
    facts: {
      ...rerank,
      provider: 'voyageai',
      model: 'rerank-2',
      attributes: { 'usage.input_tokens': 26, 'request.top_k': 2 },
    },
    isOwn: true,
  },
  {
    api: 'Pinecone: rerank',
    path: '/rerank',
    url: 'https://api.pinecone.io/rerank',
    request: {
      model: 'bge-reranker-v2-m3',
      query: 'Capital?',
      documents: said.slice(1).map((text, id) => ({ id: String(id), text })),
      top_n: 2,
      parameters: { truncate: 'END' },
    },
    response: { model: 'bge-reranker-v2-m3', data: scored, usage: { rerank_units: 1 } },
    facts: {
      ...rerank,
      provider: 'pinecone',
      model: 'bge-reranker-v2-m3',
      attributes: { 'usage.details.rerank_units': 1 },
      extra: { top_n: 2, truncate: 'END' },
    },
  },
  {
    api: 'Text Embeddings Inference: rerank',
    path: '/rerank',
    url: 'https://x1.us-east-1.aws.endpoints.huggingface.cloud/rerank',
    request: { query: 'Capital?', texts: said.slice(1), raw_scores: false },
    response: scored.map((each) => ({ ...each, text: 'Rome is old' })),
    facts: { ...rerank, provider: 'huggingface', model: undefined, extra: { raw_scores: false } },
  },
  {
    api: 'vLLM, Infinity, Together: rerank',
    path: '/rerank, /v1/rerank, /v2/rerank',
    url: 'http://gpu-7.internal:8000/v1/rerank',
    request: { model: 'bge-reranker', ...asked },
    response: { id: 'rerank-7', model: 'bge-reranker', usage: { total_tokens: 9 }, results },
    facts: {
      ...rerank,
      provider: 'cohere',
      model: 'bge-reranker',
      id: 'rerank-7',
      attributes: { 'usage.input_tokens': 9 },
    },
    isOwn: true,
  },
  {
    api: 'NVIDIA: ranking',
    path: '/ranking, /reranking',
    url: 'https://ai.api.nvidia.com/v1/retrieval/nvidia/reranking',
    request: { model: 'nv-rerank', query: { text: 'Capital?' }, passages: said.slice(1).map((text) => ({ text })) },
    response: { rankings: scored.map(({ index, score: logit }) => ({ index, logit })) },
    facts: { ...rerank, provider: 'nvidia', model: 'nv-rerank' },
  },
  {
    api: 'DashScope: rerank',
    path: '/text-rerank',
    url: 'https://dashscope.aliyuncs.com/api/v1/services/rerank/text-rerank/text-rerank',
    request: { model: 'gte-rerank', input: asked, parameters: { top_n: 2 } },
    response: { output: { results }, usage: { total_tokens: 79 }, request_id: 'q-7' },
    facts: {
      ...rerank,
      provider: 'alibaba_cloud',
      model: 'gte-rerank',
      id: 'q-7',
      attributes: { 'usage.input_tokens': 79 },
      extra: { top_n: 2 },
    },
  },
  {
    api: 'Voyage: embeddings of pictures and films, and in context',
    path: '/multimodalembeddings, /contextualizedembeddings',
    url: 'https://api.voyageai.com/v1/multimodalembeddings',
    request: {
      model: 'voyage-multimodal-3',
      inputs: [
        {
          content: [
            { type: 'text', text: 'A banana' },
            { type: 'image_url', image_url: 'https://x.example/b.png' },
          ],
        },
      ],
      input_type: 'document',
    },
    response: { object: 'list', data: vectors, usage: { text_tokens: 5, image_pixels: 900, total_tokens: 35 } },
    facts: {
      ...embeddings,
      provider: 'voyageai',
      model: 'voyage-multimodal-3',
      input: ['A banana', 'image: https://x.example/b.png'],
      attributes: { 'usage.input_tokens': 35, 'usage.details.image_pixels': 900 },
      extra: { input_type: 'document' },
    },
    isOwn: true,
    not: 'vectors',
  },
  {
    api: 'Pinecone: embeddings',
    path: '/embed',
    url: 'https://api.pinecone.io/embed',
    request: { model: 'multilingual-e5-large', inputs: [{ text: 'Fine words' }], parameters: { input_type: 'query' } },
    response: { model: 'multilingual-e5-large', data: [{ values: [0.1] }], usage: { total_tokens: 4 } },
    facts: {
      ...embeddings,
      provider: 'pinecone',
      model: 'multilingual-e5-large',
      input: ['Fine words'],
      attributes: { 'usage.input_tokens': 4 },
      extra: { input_type: 'query' },
    },
    not: 'vectors',
  },
  {
    api: 'Nomic: embeddings of texts and pictures',
    path: '/v1/embedding/text, /v1/embedding/image',
    url: 'https://api-atlas.nomic.ai/v1/embedding/image',
    request: new SentForm({ model: 'nomic-embed-vision-v1.5', images: file('cat.png', 'image/png') }),
    response: { embeddings: [[0.1]], model: 'nomic-embed-vision-v1.5', usage: { prompt_tokens: 7, total_tokens: 7 } },
    facts: {
      ...embeddings,
      provider: 'nomic',
      model: 'nomic-embed-vision-v1.5',
      input: ['image/png: 8 bytes'],
      attributes: { 'usage.input_tokens': 7 },
    },
    not: 'vectors',
  },
  {
    api: 'Text Embeddings Inference: embeddings',
    path: '/embed, /embed_all, /embed_sparse',
    url: 'https://x1.us-east-1.aws.endpoints.huggingface.cloud/embed',
    request: { inputs: ['Fine words', 'More words'], truncate: true },
    response: [[0.1], [0.2]],
    facts: {
      ...embeddings,
      provider: 'huggingface',
      model: undefined,
      input: ['Fine words', 'More words'],
      extra: { truncate: true },
    },
    not: 'vectors',
  },
  {
    api: 'Cohere, Jina, vLLM: classify',
    path: '/classify',
    url: 'https://api.cohere.com/v1/classify',
    request: { model: 'embed-v3', inputs: ['Fine words'], examples: [{ text: 'Canary', label: 'bird' }] },
    response: { id: 'c-7', classifications: [{ id: '1', prediction: 'spam', confidence: 0.9 }] },
    facts: {
      operation: 'classification',
      provider: 'cohere',
      model: 'embed-v3',
      id: 'c-7',
      input: ['Fine words', '[{"text":"Canary","label":"bird"}]'],
      output: ['[{"id":"1","prediction":"spam","confidence":0.9}]'],
    },
  },
];
