import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const decompress = promisify(brotliDecompress);

/** Only what the page consists of is served, whatever is in its folder. */
const types: ReadonlyMap<string, string> = new Map([
  ['index.html', 'text/html; charset=utf-8'],
  ['page.js', 'text/javascript; charset=utf-8'],
  ['page.css', 'text/css; charset=utf-8'],
]);

/** Nothing but the page's own files and routes, and images that are within records. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Of all responses: nothing is kept by the browser, guessed at, shown in a frame or told to another site. */
export const safeHeaders = {
  'content-security-policy': policy,
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/**
 * The files are compressed to make the package small, and sent as they were: browsers take Brotli over https only.
 *
 * @param name of a file of the page
 */
export async function sendAsset(response: ServerResponse, folder: string, name: string): Promise<void> {
  const type = types.get(name);
  try {
    if (type === undefined) send(response, 404, 'text/plain', 'There is no such file.\n');
    else send(response, 200, type, await decompress(await readFile(path.join(folder, `${name}.br`))));
  } catch {
    send(response, 500, 'text/plain', `The page is not whole: ${name} is missing. Install the package again.\n`);
  }
}

export function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...safeHeaders, 'content-type': type, 'content-length': bytes.length });
  response.end(bytes);
}
