// Ways to speak HTTP by oneself, as http-conversation.cjs wants them.

const headers = { authorization: 'Bearer secret-key' };

const byAxios = (axios) => ({
  json: async (url, body) => (await axios.post(url, body, { headers })).data,
  text: async function* (url, body) {
    const { data } = await axios.post(url, body, { headers, responseType: 'stream' });
    yield* data.setEncoding('utf8');
  },
});

const post = (url, body) =>
  fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const byFetch = {
  json: async (url, body) => {
    const response = await post(url, body);
    return { status: response.status, body: await response.text() };
  },
  text: async function* (url, body) {
    const { body: stream } = await post(url, body);
    yield* stream.pipeThrough(new TextDecoderStream());
  },
};

module.exports = { byAxios, byFetch };
