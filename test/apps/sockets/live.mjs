// Talks to Gemini's Live API by the SDK.
import { GoogleGenAI, Modality } from '@google/genai';

const baseUrl = process.env.MODEL_URL;
const clients = {
  gemini: new GoogleGenAI({ apiKey: 'sk-secret', httpOptions: { baseUrl } }),
  vertex: new GoogleGenAI({ vertexai: true, apiKey: 'sk-secret', httpOptions: { baseUrl } }),
};

async function talk(name, ai) {
  const seen = [];
  const waiting = [];
  const next = (what) => new Promise((resolve) => waiting.push([what, resolve]));
  let closed;
  const ended = new Promise((resolve) => {
    closed = resolve;
  });
  const session = await ai.live.connect({
    model: 'gemini-live-2.5-flash',
    config: {
      responseModalities: [Modality.AUDIO],
      temperature: 0.5,
      systemInstruction: 'Be brief.',
      inputAudioTranscription: {},
      outputAudioTranscription: {},
      tools: [{ functionDeclarations: [{ name: 'weather', description: 'Of a city' }] }],
    },
    callbacks: {
      onmessage: (message) => {
        const { turnComplete } = message.serverContent ?? {};
        const what = message.toolCall ? 'toolCall' : turnComplete ? 'turnComplete' : Object.keys(message)[0];
        seen.push(what);
        const at = waiting.findIndex(([each]) => each === what);
        if (at !== -1) waiting.splice(at, 1)[0][1]();
      },
      onerror: (error) => seen.push(`error: ${error.message}`),
      onclose: ({ code, reason }) => closed(`${code} ${reason}`),
    },
  });
  const ask = (text, what = 'turnComplete') => {
    session.sendClientContent({
      turns: [{ role: 'user', parts: [{ text: `${text} (${name})` }] }],
      turnComplete: true,
    });
    return next(what);
  };
  await ask('first');
  await ask('[[tool]] second', 'toolCall');
  session.sendToolResponse({ functionResponses: [{ id: 'fc_1', name: 'weather', response: { sky: 'clear' } }] });
  await next('turnComplete');
  for (let i = 0; i < 3; i += 1) {
    session.sendRealtimeInput({
      audio: { data: Buffer.alloc(3200, i + 1).toString('base64'), mimeType: 'audio/pcm;rate=16000' },
    });
  }
  await next('turnComplete');
  await ask('[[interrupted]] fourth');
  session.sendRealtimeInput({ text: `[[drop]] last (${name})` });
  seen.push(await ended);
  console.log(name, seen.join('\n  '));
}

for (const [name, ai] of Object.entries(clients)) await talk(name, ai);
