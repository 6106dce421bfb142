import { client, question } from '../../../model';

export async function POST(request) {
  const { choices } = await client().chat.completions.create(question(await request.text()));
  return Response.json(choices[0].message);
}
