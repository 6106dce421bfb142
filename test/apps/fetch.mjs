import conversation from './http-conversation.cjs';

const post = (url, body) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret-key' },
    body: JSON.stringify(body),
  });
const json = async (url, body) => {
  const response = await post(url, body);
  return { status: response.status, body: await response.text() };
};
async function* text(url, body) {
  const { body: stream } = await post(url, body);
  yield* stream.pipeThrough(new TextDecoderStream());
}

await conversation.converse({ json, text });
