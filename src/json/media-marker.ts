/** What is known of media that are left out. */
export interface MediaDigest {
  readonly bytes: number;
  /** Of all bytes, in hexadecimal. */
  readonly sha256: string;
}

/** What stands for bytes in JSON. The first and last characters of a text remain, since it may have been no media. */
export const mediaMarker = ({ bytes, sha256 }: MediaDigest, first = '', last = ''): string =>
  `${first}[… ${bytes} bytes, SHA-256 ${sha256} …]${last}`;

/** What stands for a data URI, in JSON and in the record. @param head from `data:` to before `;base64` */
export const dataUriMarker = (head: string, { bytes, sha256 }: MediaDigest): string =>
  `${head};bytes=${bytes};sha256=${sha256}`;

/** What follows base64, or numbers, of which the rest is missing. */
export const cutNote = '[… cut off …]';

const marker = /^[\w+/=-]{0,64}\[… (\d+) bytes, SHA-256 ([0-9a-f]{64}) …\][\w+/=-]{0,64}$/;
const uriMarker = /^data:([\w.+-]+\/[\w.+*-]+(?![\w.+*-]))?[^,\s]{0,100};bytes=(\d+);sha256=([0-9a-f]{64})$/;
const shortestMarker = 80;
const longestMarker = 400;

export interface MarkedMedia extends MediaDigest {
  readonly isUri: boolean;
  readonly mimeType: string | undefined;
}

/** Reads either; `undefined` of any other text. */
export function readMediaMarker(text: string): MarkedMedia | undefined {
  if (text.length < shortestMarker || text.length > longestMarker) return undefined;
  if (!(text.includes('sha256=') || text.includes('SHA-256 '))) return undefined;
  const [, bytes, sha256] = marker.exec(text) ?? [];
  if (sha256 !== undefined) return { bytes: Number(bytes), sha256, isUri: false, mimeType: undefined };
  const [, mimeType, uriBytes, uriSha256] = uriMarker.exec(text) ?? [];
  if (uriSha256 === undefined) return undefined;
  return { bytes: Number(uriBytes), sha256: uriSha256, isUri: true, mimeType };
}
