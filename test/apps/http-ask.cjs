// One call of a model by node:http, where many processes make one: `fetch` takes each of them a tenth of a second of CPU to load.
const { once } = require('node:events');
const { request } = require('node:http');

/** The response to a chat request with these parameters besides model and messages. */
const post = (parameters) =>
  new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const body = { model: 'gpt-4o', messages: [{ role: 'user', content: 'How are you?' }], ...parameters };
    request(`${process.env.MODEL_URL}/chat/completions`, options, resolve)
      .once('error', reject)
      .end(JSON.stringify(body));
  });

/** What the model answers. */
async function ask() {
  const response = await post();
  let text = '';
  response.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  await once(response, 'end');
  return JSON.parse(text).choices[0].message.content;
}

module.exports = { ask, post };
