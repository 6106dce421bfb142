/** JSON that is written already, one piece after the other. */
export class WrittenJson {
  readonly pieces: readonly string[];
  /** JSON of the content of the last message, where it is of messages. */
  readonly lastContent: string | undefined;

  constructor(pieces: readonly string[], lastContent?: string) {
    this.pieces = pieces;
    this.lastContent = lastContent;
  }
}
