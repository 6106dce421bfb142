/** One call of a model without any SDK. */
async function ask() {
  const response = await fetch(`${process.env.MODEL_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'How are you?' }] }),
  });
  const { choices } = await response.json();
  return choices[0].message.content;
}

module.exports = { ask };
