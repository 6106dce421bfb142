/** JSON that is written already, one piece after the other. */
export class WrittenJson {
  readonly pieces: readonly string[];
  /** JSON of the content of the last message, where it is of messages. */
  readonly lastContent: string | undefined;
  /** The length of the text that it was copied out of, if that is known: it lives as long as each part of it. */
  readonly sourceChars: number;

  constructor(pieces: readonly string[], lastContent?: string, sourceChars = Number.POSITIVE_INFINITY) {
    this.pieces = pieces;
    this.lastContent = lastContent;
    this.sourceChars = sourceChars;
  }
}
