/** What an app does under another vendor's monitoring: a call by an SDK, one without, and one that fails. */
async function converse(OpenAI, fetchAnswer) {
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: process.env.MODEL_URL, maxRetries: 0 });
  const ask = (model) =>
    client.chat.completions.create({ model, messages: [{ role: 'user', content: 'What is the capital of France?' }] });
  const { choices } = await ask('gpt-4o');
  const failed = await ask('gpt-nope').catch(({ status }) => status);
  return [choices[0].message.content, await fetchAnswer(), failed];
}

module.exports = { converse };
