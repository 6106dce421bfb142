const { all, requireIn, sdk } = require('../sdk.cjs');

const client = () => {
  const { GoogleGenAI } = sdk('@google/genai');
  return new GoogleGenAI({ apiKey: 'k' });
};
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(90, 7)]).toString('base64');
const sdks = ['@google/genai'];

/** The Gemini API has lost these models since. */
const older = () => {
  const { GoogleGenAI } = sdk('@google/genai-1');
  return new GoogleGenAI({ apiKey: 'k' });
};
const olderSdks = ['@google/genai-1'];
const vertex = () => {
  const { GoogleGenAI } = sdk('@google/genai');
  const { OAuth2Client } = requireIn('genai')('google-auth-library');
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: 't', expiry_date: Date.now() + 3_600_000 });
  return new GoogleGenAI({ vertexai: true, project: 'p', location: 'us-east5', googleAuthOptions: { authClient } });
};

/** What a job of films has made. */
async function filmed(ai, request) {
  let operation = await ai.models.generateVideos(request);
  while (!operation.done) operation = await ai.operations.getVideosOperation({ operation });
  return withoutHeaders(operation);
}

/** What an answer says, but for the time of its response. */
const withoutHeaders = ({ sdkHttpResponse: _, ...answer }) => answer;

module.exports = {
  'Gemini, Vertex AI: Imagen': {
    sdks: olderSdks,
    ask: async () =>
      withoutHeaders(
        await older().models.generateImages({
          model: 'imagen-4.0-generate-001',
          prompt: 'A cat',
          config: { numberOfImages: 1, aspectRatio: '1:1' },
        }),
      ),
  },
  'Vertex AI: Imagen, edits': {
    sdks,
    ask: async () => {
      const { RawReferenceImage } = sdk('@google/genai');
      const reference = new RawReferenceImage();
      Object.assign(reference, { referenceId: 1, referenceImage: { imageBytes: png } });
      return withoutHeaders(
        await vertex().models.editImage({
          model: 'imagen-3.0-capability-001',
          prompt: 'With a hat',
          referenceImages: [reference],
          config: { editMode: 'EDIT_MODE_INPAINT_INSERTION' },
        }),
      );
    },
  },
  'Gemini: Veo': {
    sdks: olderSdks,
    ask: () => filmed(older(), { model: 'veo-3.0', source: { prompt: 'A cat' }, config: { durationSeconds: 8 } }),
  },
  'Vertex AI: Veo': {
    sdks,
    ask: () =>
      filmed(vertex(), {
        model: 'veo-3.0',
        source: { prompt: 'A cat', image: { imageBytes: png, mimeType: 'image/png' } },
      }),
  },
  'Gemini: interactions': {
    sdks,
    ask: async () => {
      const answer = await client().interactions.create({
        model: 'gemini-3-flash-preview',
        input: [
          { type: 'text', text: 'Hello' },
          { type: 'image', data: png, mime_type: 'image/png' },
        ],
        system_instruction: 'Be kind',
        tools: [{ type: 'function', name: 'look', parameters: {} }],
        generation_config: { temperature: 0.5, max_output_tokens: 9 },
        previous_interaction_id: 'v1_6',
      });
      return withoutHeaders(answer);
    },
  },
  'Gemini: interactions, streamed': {
    sdks,
    ask: async () =>
      all(await client().interactions.create({ model: 'gemini-3-flash-preview', input: 'Hello', stream: true })),
  },
  'Gemini: results of batches': {
    sdks,
    ask: async () => withoutHeaders(await client().batches.get({ name: 'batches/b7' })),
  },
  'Gemini: vectors of batches': {
    sdks,
    ask: async () => withoutHeaders(await client().batches.get({ name: 'batches/b8' })),
  },
};
