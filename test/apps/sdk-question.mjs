import OpenAI from 'openai';

new OpenAI({ apiKey: 'key', baseURL: process.env.MODEL_URL }).chat.completions
  .create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'How are you?' }] })
  .then(({ choices }) => console.log(choices[0].message.content));
