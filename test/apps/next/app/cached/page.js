import { question } from '../../model';

export const dynamic = 'force-dynamic';

/** Next keeps the answer, so that only the first request reaches the model. */
export default async function Page() {
  const response = await fetch(`${process.env.MODEL_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question('What is asked once?')),
    cache: 'force-cache',
  });
  const { choices } = await response.json();
  return <p>{choices[0].message.content}</p>;
}
