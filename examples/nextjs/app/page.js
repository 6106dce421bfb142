import OpenAI from 'openai';

export const dynamic = 'force-dynamic'; // asks the model for each visit

/** A server component with a model call. */
export default async function Page() {
  const { choices } = await new OpenAI().chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'What is the capital of France?' }],
  });
  return <p>{choices[0].message.content}</p>;
}
