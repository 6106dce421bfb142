// A function of AWS Lambda. Nothing in it knows that its model calls are recorded.
import OpenAI from 'openai';

const openai = new OpenAI();

export async function handler({ question }) {
  const { output_text } = await openai.responses.create({ model: 'gpt-4o-mini', input: question });
  return { answer: output_text };
}
