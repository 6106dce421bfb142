const { all, sdk } = require('../sdk.cjs');

const documents = ['Rome is old', 'Paris is a capital'];
const query = 'Capital?';
const cohere = () => {
  const { CohereClient } = sdk('cohere-ai');
  return new CohereClient({ token: 'k', maxRetries: 0 });
};
const voyage = () => {
  const { VoyageAIClient } = sdk('voyageai');
  return new VoyageAIClient({ apiKey: 'k', maxRetries: 0 });
};
const pinecone = () => {
  const { Pinecone } = sdk('@pinecone-database/pinecone');
  return new Pinecone({ apiKey: 'k' }).inference;
};

module.exports = {
  'Cohere: rerank, versions 1 and 2': {
    sdks: ['cohere-ai'],
    ask: () => cohere().v2.rerank({ model: 'rerank-v3.5', query, documents, topN: 2 }),
  },
  'Cohere: rerank, version 1': {
    sdks: ['cohere-ai'],
    ask: () => cohere().rerank({ model: 'rerank-v3.5', query, documents: documents.map((text) => ({ text })) }),
  },
  'Together: rerank': {
    sdks: ['together-ai'],
    ask: () => {
      const { Together } = sdk('together-ai');
      return new Together({ apiKey: 'k' }).rerank.create({ model: 'Salesforce/Llama-Rank-v1', query, documents });
    },
  },
  'Voyage: rerank': {
    sdks: ['voyageai'],
    ask: () => voyage().rerank({ model: 'rerank-2', query, documents, topK: 2 }),
  },
  'Pinecone: rerank': {
    sdks: ['@pinecone-database/pinecone'],
    ask: () =>
      pinecone().rerank({
        model: 'bge-reranker-v2-m3',
        query,
        documents: documents.map((text, id) => ({ id: String(id), text })),
        topN: 2,
        parameters: { truncate: 'END' },
      }),
  },
  'Voyage: embeddings of pictures and films, and in context': {
    sdks: ['voyageai'],
    ask: () =>
      voyage().multimodalEmbed({
        model: 'voyage-multimodal-3',
        inputs: [
          {
            content: [
              { type: 'text', text: 'A banana' },
              { type: 'image_url', imageUrl: 'https://x.example/b.png' },
            ],
          },
        ],
        inputType: 'document',
      }),
  },
  'Voyage: embeddings in context': {
    sdks: ['voyageai'],
    ask: () => voyage().contextualizedEmbed({ model: 'voyage-context-3', inputs: [['Fine words', 'More words']] }),
  },
  'Pinecone: embeddings': {
    sdks: ['@pinecone-database/pinecone'],
    ask: () =>
      pinecone().embed({ model: 'multilingual-e5-large', inputs: ['Fine words'], parameters: { inputType: 'query' } }),
  },
  'Cohere, Jina, vLLM: classify': {
    sdks: ['cohere-ai'],
    ask: () =>
      cohere().classify({ model: 'embed-v3', inputs: ['Fine words'], examples: [{ text: 'Canary', label: 'bird' }] }),
  },
  'Cohere: generate, streamed': {
    sdks: ['cohere-ai'],
    ask: async () => all(await cohere().generateStream({ model: 'command', prompt: 'Hello', maxTokens: 9 })),
  },
  'Cohere: generate': {
    sdks: ['cohere-ai'],
    ask: () => cohere().generate({ model: 'command', prompt: 'Hello', maxTokens: 9 }),
  },
};
