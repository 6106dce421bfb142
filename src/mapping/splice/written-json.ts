/** JSON that is written already, one piece after the other. */
export class WrittenJson {
  readonly pieces: readonly string[];
  /** For a list of messages: JSON of the content of the last one. */
  readonly lastContent: string | undefined;
  /** The length of the text that the pieces were copied from, if known: each copy keeps all of that text in memory. */
  readonly sourceChars: number;

  constructor(pieces: readonly string[], lastContent?: string, sourceChars = Number.POSITIVE_INFINITY) {
    this.pieces = pieces;
    this.lastContent = lastContent;
    this.sourceChars = sourceChars;
  }
}
