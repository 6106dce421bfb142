/** One message of AWS's event stream. */
export declare function encodeMessage(headers: Readonly<Record<string, string>>, payload: string | Uint8Array): Buffer;
/** An event of a model's answer, as Bedrock sends it. */
export declare function encodeEvent(type: string, value: unknown): Buffer;
/** A failure in the middle of an answer. */
export declare function encodeException(type: string, value: unknown): Buffer;
