import { after } from 'next/server';
import { client, question } from '../../../model';

const ask = async (content) => (await client().chat.completions.create(question(content))).choices[0].message.content;

/** Asks once in the handler, once while its response is streamed, and once after that. */
export async function POST(request) {
  const chat = await request.text();
  await ask(`${chat} in the handler`);
  after(() => ask(`${chat} after the response`));
  const stream = new ReadableStream({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode(await ask(`${chat} while the response is streamed`)));
      controller.close();
    },
  });
  return new Response(stream);
}
