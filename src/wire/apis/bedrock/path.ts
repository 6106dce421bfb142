/** A call of a model on Bedrock: the model's id, inference profile or ARN, and what is done with it. */
export interface BedrockCall {
  readonly model: string;
  readonly isStream: boolean;
}

const paths = /^\/model\/(.+)\/(?:converse(-stream)?|invoke(-with-(?:response|bidirectional)-stream)?)$/;

/** `undefined` for a path that only ends like one of Bedrock's. */
export function bedrockCall(path: string): BedrockCall | undefined {
  const [, id, converseStream, invokeStream] = paths.exec(path.slice(path.indexOf('/model/'))) ?? [];
  if (id === undefined) return undefined;
  return { model: unescaped(id), isStream: (converseStream ?? invokeStream) !== undefined };
}

/** The colons and slashes of an id are escaped in a path. */
function unescaped(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id; // a percent sign that escapes nothing
  }
}
