import OpenAI from 'openai';

export const client = () => new OpenAI({ apiKey: 'key', baseURL: process.env.MODEL_URL });

export const question = (content) => ({ model: 'gpt-4o', messages: [{ role: 'user', content }] });
