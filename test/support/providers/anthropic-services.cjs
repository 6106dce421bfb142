// What of Anthropic's API is no call of a model: files, batches and models, without any memory.
const { formOf } = require('./openai-services.cjs');

const json = (value) => JSON.stringify(value);
const batch = { id: 'msgbatch_1', type: 'message_batch', created_at: '2025-10-09T08:53:20Z' };
const result = (custom_id) => ({ custom_id, result: { type: 'canceled' } });

function uploaded(text) {
  const [filename, content = ''] = formOf(text).file ?? [];
  return json({ id: 'file_1', type: 'file', filename, size_bytes: Buffer.byteLength(content) });
}

const services = [
  ['POST', /\/files$/, uploaded],
  [
    'POST',
    /\/messages\/batches$/,
    (text) =>
      json({
        ...batch,
        processing_status: 'in_progress',
        request_counts: { processing: JSON.parse(text).requests.length },
      }),
  ],
  [
    'GET',
    /\/batches\/[^/]+$/,
    (_text, { origin }) =>
      json({ ...batch, processing_status: 'ended', results_url: `${origin}/v1/messages/batches/msgbatch_1/results` }),
  ],
  ['GET', /\/results$/, () => ['a', 'b'].map((id) => `${json(result(id))}\n`).join('')],
  ['GET', /\/models$/, () => json({ data: [{ id: 'claude-haiku-4-5', type: 'model' }], has_more: false })],
];

module.exports = { services };
