import OpenAI from 'openai';

/** A route handler that streams the answer to the question in its body. */
export async function POST(request) {
  const chunks = await new OpenAI().chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: await request.text() }],
    stream: true,
    stream_options: { include_usage: true },
  });
  async function* texts() {
    for await (const { choices } of chunks) yield new TextEncoder().encode(choices[0]?.delta.content ?? '');
  }
  return new Response(ReadableStream.from(texts()), { headers: { 'content-type': 'text/plain' } });
}
