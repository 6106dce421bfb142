const { all, sdk } = require('../sdk.cjs');

const asked = (ask) => ({
  sdks: ['@mistralai/mistralai'],
  ask: async () => {
    const { Mistral } = sdk('@mistralai/mistralai');
    return ask(new Mistral({ apiKey: 'k', retryConfig: { strategy: 'none' } }));
  },
});

module.exports = {
  'Mistral: conversations and agents': asked((client) =>
    client.beta.conversations.start({
      model: 'mistral-medium',
      inputs: [{ role: 'user', content: 'Hello', object: 'entry', type: 'message.input' }],
      instructions: 'Be kind',
      completionArgs: { temperature: 0.5 },
      store: false,
    }),
  ),
  'Mistral: conversations, streamed': asked(async (client) =>
    all(
      await client.beta.conversations.appendStream({
        conversationId: 'conv_7',
        conversationAppendStreamRequest: { inputs: 'Hello' },
      }),
    ),
  ),
  'Mistral: OCR': asked((client) =>
    client.ocr.process({
      model: 'mistral-ocr-latest',
      document: { type: 'document_url', documentUrl: 'https://x.example/a.pdf' },
    }),
  ),
  'Mistral: classifications': asked((client) =>
    client.classifiers.classify({ model: 'ministral-ft', inputs: ['Fine words'] }),
  ),
  'Mistral: transcriptions': asked((client) =>
    client.audio.transcriptions.complete({
      model: 'voxtral-mini-latest',
      file: new File([Buffer.from('\u0000\u0001Canary')], 'talk.mp3', { type: 'audio/mpeg' }),
    }),
  ),
};
