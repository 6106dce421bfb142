import axios from 'axios';
import conversation from '../http-conversation.cjs';

const headers = { authorization: 'Bearer secret-key' };
const json = async (url, body) => (await axios.post(url, body, { headers })).data;
async function* text(url, body) {
  const { data } = await axios.post(url, body, { headers, responseType: 'stream' });
  yield* data.setEncoding('utf8');
}

await conversation.converse({ json, text });
