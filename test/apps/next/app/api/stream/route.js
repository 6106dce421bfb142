import { client, question } from '../../../model';

export async function POST(request) {
  const stream = await client().chat.completions.create({ ...question(await request.text()), stream: true });
  return new Response(stream.toReadableStream());
}
