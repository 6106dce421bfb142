// A stand-in of the Gemini API, and of Vertex AI's. Thoughts are given to those who ask for them, calls to those who bring functions.
const { startStandIn, inPieces, texts, tokensOf } = require('./stand-in.cjs');

const errors = {
  400: ['INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'],
  404: ['NOT_FOUND', 'models/gemini-nope is not found for API version v1beta.'],
  429: ['RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'],
};

function answer(request, { path, serial, status, markers }) {
  if (status !== undefined) {
    const [name, message] = errors[status];
    return { body: { error: { code: status, message, status: name } } };
  }
  if (path.endsWith('EmbedContents')) {
    return { body: { embeddings: request.requests.map(() => ({ values: [0.25, -0.5] })) } };
  }
  if (path.endsWith(':predict')) return { body: { predictions: request.instances.map(predictionOf) } };
  const whole = answerTo(request, /models\/([^:]+):/.exec(path)[1], serial, markers);
  if (!path.endsWith(':streamGenerateContent')) return { body: whole };
  const pieces = chunksOf(whole).map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`);
  return { headers: { 'content-type': 'text/event-stream' }, pieces, whole };
}

const predictionOf = ({ content }) => ({
  embeddings: { values: [0.25, -0.5], statistics: { token_count: tokensOf(content), truncated: false } },
});

function answerTo(request, model, serial, markers) {
  const { generationConfig: config = {} } = request;
  const thinks = config.thinkingConfig?.includeThoughts === true;
  const ids = { modelVersion: `${model}-001`, responseId: `response-${serial}` };
  const prompt = tokensOf(request.contents);
  if (markers.has('blocked')) {
    const usageMetadata = { promptTokenCount: prompt, totalTokenCount: prompt };
    return { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata, ...ids };
  }
  const candidates = Array.from({ length: config.candidateCount ?? 1 }, (_, index) => ({
    content: { parts: partsFor(request, thinks, index), role: 'model' },
    finishReason: 'STOP',
    index,
  }));
  const said = tokensOf(candidates);
  const thoughts = thinks ? { thoughtsTokenCount: 42 } : {};
  const usageMetadata = {
    promptTokenCount: prompt,
    candidatesTokenCount: said,
    totalTokenCount: prompt + said + (thinks ? 42 : 0),
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
    ...thoughts,
    cachedContentTokenCount: 3,
  };
  return { candidates, usageMetadata, ...ids };
}

function partsFor(request, thinks, index) {
  const functions = (request.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? []);
  const isAnswered = request.contents.at(-1).parts.some((part) => part.functionResponse !== undefined);
  if (functions.length > 0 && !isAnswered) {
    return ['Paris', '東京'].map((city) => ({ functionCall: { name: functions[0].name, args: { city } } }));
  }
  const text = request.generationConfig?.responseMimeType === 'application/json' ? texts.json : texts.answer;
  const said = { text: index === 0 ? text : `${text} (${index})` };
  return thinks ? [{ text: texts.thought, thought: true }, said] : [said];
}

/** A chunk for each piece of each candidate; reasons and counts come with the last. */
function chunksOf({ candidates = [], usageMetadata, ...ids }) {
  const chunks = candidates.flatMap(({ content, index }) =>
    content.parts
      .flatMap((part) => (part.text === undefined ? [part] : inPieces(part.text).map((text) => ({ ...part, text }))))
      .map((part) => ({ candidates: [{ content: { ...content, parts: [part] }, index }], ...ids })),
  );
  const ends = candidates.map(({ finishReason, index }) => ({
    content: { parts: [{ text: '' }], role: 'model' },
    finishReason,
    index,
  }));
  const hasCalls = candidates.some(({ content }) => content.parts.some((part) => part.functionCall));
  const last = hasCalls ? ends.map(({ content: _, ...end }) => end) : ends;
  return [...chunks, { ...(last.length === 0 ? {} : { candidates: last }), usageMetadata, ...ids }];
}

const startGemini = () => startStandIn(answer);

module.exports = { startGemini };
