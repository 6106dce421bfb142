/** A request that is none. The message says what is wrong and where, and quotes nothing of the request. */
export class MalformedOtlp extends Error {
  override readonly name = 'MalformedOtlp';

  /** @param place such as `byte 17`, or the path of a member of JSON */
  constructor(
    readonly what: string,
    readonly place: string,
  ) {
    super(`Malformed OTLP: ${what} at ${place}.`);
  }
}
