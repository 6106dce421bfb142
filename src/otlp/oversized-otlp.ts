/** A request with more in it than its receiver takes at once. The message says what the sender can do. */
export class OversizedOtlp extends Error {
  override readonly name = 'OversizedOtlp';
}
