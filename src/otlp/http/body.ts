/** A body as it comes, `undefined` if it has more bytes. */
export async function bodyOf(chunks: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer | undefined> {
  const kept: Buffer[] = [];
  let bytes = 0;
  // A body that is too large is still read to its end: a client that is busy sending does not read the response.
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes <= maxBytes) kept.push(chunk);
    else kept.length = 0;
  }
  return bytes <= maxBytes ? Buffer.concat(kept) : undefined;
}
