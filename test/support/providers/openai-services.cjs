// What of OpenAI's API is no call of a model: files, batches, transcripts and models, without any memory.
const json = (value) => JSON.stringify(value);

/** The fields of a form, whose boundary is another each time. */
function formOf(text) {
  const parts = text.split(/--[^\r\n]*form[^\r\n]*/i).map((part) => part.split('\r\n\r\n'));
  return Object.fromEntries(
    parts.flatMap(([head, body]) => {
      const name = /name="([^"]+)"/.exec(head)?.[1];
      return name === undefined ? [] : [[name, [/filename="([^"]+)"/.exec(head)?.[1], body.trimEnd()]]];
    }),
  );
}

const file = (id, more) => ({
  id,
  object: 'file',
  created_at: 1760000000,
  purpose: 'batch',
  status: 'processed',
  ...more,
});

function uploaded(text) {
  const { file: [filename, content] = [], purpose: [, purpose] = [] } = formOf(text);
  return json(file('file-1', { filename, bytes: Buffer.byteLength(content ?? ''), purpose }));
}

/** Two pages. */
function listed(_text, { searchParams }) {
  const isSecond = searchParams.get('after') !== null;
  const data = isSecond ? [file('file-3')] : [file('file-1'), file('file-2')];
  return json({ object: 'list', data, has_more: !isSecond, first_id: data[0].id, last_id: data.at(-1).id });
}

const batch = { id: 'batch_1', object: 'batch', endpoint: '/v1/chat/completions', input_file_id: 'file-1' };

const services = [
  ['POST', /\/files$/, uploaded],
  ['GET', /\/files$/, listed],
  ['GET', /\/files\/[^/]+\/content$/, () => '{"custom_id":"a"}\n'],
  ['POST', /\/batches$/, (text) => json({ ...batch, ...JSON.parse(text), status: 'validating' })],
  ['GET', /\/batches\/[^/]+$/, () => json({ ...batch, status: 'completed', output_file_id: 'file-2' })],
  ['POST', /\/audio\/transcriptions$/, (text) => json({ text: formOf(text).file?.[0] ?? '' })],
  ['GET', /\/models$/, () => json({ object: 'list', data: [{ id: 'gpt-4o', object: 'model' }] })],
];

module.exports = { formOf, services };
