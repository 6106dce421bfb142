const { generateKeyPairSync } = require('node:crypto');
const { all, requireIn, sdk } = require('../sdk.cjs');

const messages = [{ role: 'user', content: 'Hello' }];

const watsonx = () => {
  const { WatsonXAI } = sdk('@ibm-cloud/watsonx-ai');
  const { NoAuthAuthenticator } = requireIn('apis')('ibm-cloud-sdk-core');
  return new WatsonXAI({
    version: '2024-10-08',
    serviceUrl: 'https://us-south.ml.cloud.ibm.com',
    authenticator: new NoAuthAuthenticator(),
  });
};
const ofWatsonx = (ask) => ({ sdks: ['@ibm-cloud/watsonx-ai'], ask: async () => ask(watsonx()) });

const oci = (request) => ({
  sdks: ['oci-generativeaiinference'],
  ask: async () => {
    const { GenerativeAiInferenceClient } = sdk('oci-generativeaiinference');
    const { Region, SimpleAuthenticationDetailsProvider } = requireIn('apis')('oci-common');
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 1024, // a longer one takes a second to find
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const region = Region.US_CHICAGO_1;
    const provider = new SimpleAuthenticationDetailsProvider('ocid.t', 'ocid.u', 'f', privateKey, null, region);
    const client = new GenerativeAiInferenceClient({ authenticationDetailsProvider: provider });
    const { chatResult, embedTextResult } = await request(client);
    return chatResult ?? embedTextResult;
  },
});

module.exports = {
  'watsonx: chat': ofWatsonx(async (client) => {
    const { result } = await client.textChat({ modelId: 'ibm/granite-3', projectId: 'p', messages });
    return result;
  }),
  'watsonx: chat, streamed': ofWatsonx(async (client) =>
    all(await client.textChatStream({ modelId: 'ibm/granite-3', projectId: 'p', messages, returnObject: true })),
  ),
  'watsonx: texts': ofWatsonx(async (client) => {
    const parameters = { max_new_tokens: 9 };
    const { result } = await client.generateText({ modelId: 'ibm/granite-3', input: 'Hello', parameters });
    return result;
  }),
  'watsonx: texts, streamed': ofWatsonx(async (client) => {
    const parameters = { max_new_tokens: 9 };
    const request = { modelId: 'ibm/granite-3', input: 'Hello', parameters, returnObject: true };
    return all(await client.generateTextStream(request));
  }),
  'watsonx: embeddings': ofWatsonx(async (client) => {
    const { result } = await client.embedText({ modelId: 'slate', inputs: ['Hello', 'Good day'], projectId: 'p' });
    return result;
  }),
  'watsonx: rerank': ofWatsonx(async (client) => {
    const inputs = [{ text: 'Rome is old' }, { text: 'Paris is a capital' }];
    const { result } = await client.textRerank({ modelId: 'ms-marco', query: 'Capital?', inputs, projectId: 'p' });
    return result;
  }),
  'OCI: chat': oci((client) =>
    client.chat({
      chatDetails: {
        compartmentId: 'c',
        servingMode: { servingType: 'ON_DEMAND', modelId: 'meta.llama-3.3-70b' },
        chatRequest: {
          apiFormat: 'GENERIC',
          messages: [{ role: 'USER', content: [{ type: 'TEXT', text: 'Hello' }] }],
          maxTokens: 9,
        },
      },
    }),
  ),
  "OCI: chat with Cohere's models": oci((client) =>
    client.chat({
      chatDetails: {
        compartmentId: 'c',
        servingMode: { servingType: 'ON_DEMAND', modelId: 'cohere.command-r' },
        chatRequest: { apiFormat: 'COHERE', message: 'Hello' },
      },
    }),
  ),
  'OCI: embeddings': oci((client) =>
    client.embedText({
      embedTextDetails: {
        compartmentId: 'c',
        servingMode: { servingType: 'ON_DEMAND', modelId: 'cohere.embed-v3' },
        inputs: ['Hello'],
        truncate: 'END',
      },
    }),
  ),
  'Perplexity: chat that does not wait': {
    sdks: ['@perplexity-ai/perplexity_ai'],
    ask: async () => {
      const { default: Perplexity } = await import('@perplexity-ai/perplexity_ai'); // an ES module alone
      const { completions } = new Perplexity({ apiKey: 'k', maxRetries: 0 }).async.chat;
      const { id } = await completions.create({ request: { model: 'sonar-deep-research', messages } });
      for (;;) {
        const job = await completions.get(id);
        if (job.status === 'COMPLETED') return job;
      }
    },
  },
};
