const { bytesOf, sdk } = require('../sdk.cjs');

const elevenLabs = () => {
  const { ElevenLabsClient } = sdk('@elevenlabs/elevenlabs-js');
  return new ElevenLabsClient({ apiKey: 'k', maxRetries: 0 });
};
const deepgram = () => {
  const { DeepgramClient } = sdk('@deepgram/sdk');
  return new DeepgramClient({ apiKey: 'k', maxRetries: 0 });
};
const bytes = Buffer.from('\u0000\u0001Canary');
const elevenLabsSdk = ['@elevenlabs/elevenlabs-js'];
const deepgramSdk = ['@deepgram/sdk'];

module.exports = {
  'ElevenLabs: speech': {
    sdks: elevenLabsSdk,
    ask: async () =>
      bytesOf(
        await elevenLabs().textToSpeech.convert('v1', {
          text: 'Good day',
          modelId: 'eleven_multilingual_v2',
          outputFormat: 'mp3_44100_128',
          voiceSettings: { speed: 1 },
        }),
      ),
  },
  'ElevenLabs: speech with timestamps': {
    sdks: elevenLabsSdk,
    ask: () => elevenLabs().textToSpeech.convertWithTimestamps('v1', { text: 'Good day' }),
  },
  'ElevenLabs: speech with timestamps, streamed': {
    sdks: elevenLabsSdk,
    ask: async () => {
      const pieces = [];
      for await (const piece of await elevenLabs().textToSpeech.streamWithTimestamps('v1', { text: 'Good day' }))
        pieces.push(piece);
      return pieces;
    },
  },
  'ElevenLabs: transcripts': {
    sdks: elevenLabsSdk,
    ask: () =>
      elevenLabs().speechToText.convert({
        modelId: 'scribe_v1',
        file: new File([bytes], 'talk.mp3', { type: 'audio/mpeg' }),
        diarize: true,
      }),
  },
  'ElevenLabs: other voices, sounds, dialogues, music': {
    sdks: elevenLabsSdk,
    ask: async () =>
      bytesOf(
        await elevenLabs().textToDialogue.convert({
          inputs: [
            { text: 'Good', voiceId: 'a' },
            { text: 'day', voiceId: 'b' },
          ],
          modelId: 'eleven_v3',
        }),
      ),
  },
  'ElevenLabs: dialogues with timestamps': {
    sdks: elevenLabsSdk,
    ask: () =>
      elevenLabs().textToDialogue.convertWithTimestamps({
        inputs: [{ text: 'Good', voiceId: 'a' }],
        modelId: 'eleven_v3',
      }),
  },
  'ElevenLabs: dialogues with timestamps, streamed': {
    sdks: elevenLabsSdk,
    ask: async () => {
      const pieces = [];
      const stream = await elevenLabs().textToDialogue.streamWithTimestamps({
        inputs: [{ text: 'Good', voiceId: 'a' }],
        modelId: 'eleven_v3',
      });
      for await (const piece of stream) pieces.push(piece);
      return pieces;
    },
  },
  'ElevenLabs: sounds': {
    sdks: elevenLabsSdk,
    ask: async () => bytesOf(await elevenLabs().textToSoundEffects.convert({ text: 'A cat', durationSeconds: 2 })),
  },
  'ElevenLabs: music': {
    sdks: elevenLabsSdk,
    ask: async () => bytesOf(await elevenLabs().music.compose({ prompt: 'A song', musicLengthMs: 9000 })),
  },
  'ElevenLabs: other voices': {
    sdks: elevenLabsSdk,
    ask: async () =>
      bytesOf(
        await elevenLabs().speechToSpeech.convert('v1', {
          audio: new File([bytes], 'talk.mp3', { type: 'audio/mpeg' }),
          modelId: 'eleven_english_sts_v2',
        }),
      ),
  },
  'Deepgram: transcripts': {
    sdks: deepgramSdk,
    ask: () =>
      deepgram().listen.v1.media.transcribeFile(
        { data: bytes, contentType: 'audio/wav' },
        { model: 'nova-3', smart_format: true, keywords: 'Canary' },
      ),
  },
  'Deepgram: transcripts of what is at an address': {
    sdks: deepgramSdk,
    ask: () => deepgram().listen.v1.media.transcribeUrl({ url: 'https://x.example/a.wav', model: 'nova-3' }),
  },
  'Deepgram: speech': {
    sdks: deepgramSdk,
    ask: async () => {
      const speech = await deepgram().speak.v1.audio.generate({ text: 'Good day', model: 'aura-2' });
      return bytesOf(speech.stream());
    },
  },
  'Deepgram: what a text is about': {
    sdks: deepgramSdk,
    ask: () => deepgram().read.v1.text.analyze({ body: { text: 'Good day to all' }, summarize: 'v2', language: 'en' }),
  },
  'AssemblyAI: transcripts': {
    sdks: ['assemblyai'],
    ask: () => {
      const { AssemblyAI } = sdk('assemblyai');
      const params = { audio: 'https://x.example/a.mp3', speech_model: 'universal' };
      return new AssemblyAI({ apiKey: 'k' }).transcripts.transcribe(params, { pollingInterval: 1 });
    },
  },
};
