import { client, question } from '../model';

export const dynamic = 'force-dynamic';

/** A server component. */
export default async function Page() {
  const { choices } = await client().chat.completions.create(question('What does a server component ask?'));
  return <p>{choices[0].message.content}</p>;
}
