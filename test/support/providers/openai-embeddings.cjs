const { tokensOf } = require('./openai-text.cjs');

/** A vector for each input, as numbers or, when asked, as the base64 of their 32-bit floats. */
function embeddingsFor(request, model) {
  const inputs =
    typeof request.input === 'string' || typeof request.input[0] === 'number' ? [request.input] : request.input;
  const dimensions = request.dimensions ?? 8;
  const data = inputs.map((_input, index) => {
    const vector = Array.from({ length: dimensions }, (_, n) => (((index + 1) * (n + 1)) % 16) / 16);
    const embedding =
      request.encoding_format === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector;
    return { object: 'embedding', index, embedding };
  });
  const tokens = inputs.reduce((sum, input) => sum + (typeof input === 'string' ? tokensOf(input) : input.length), 0);
  return { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

module.exports = { embeddingsFor };
