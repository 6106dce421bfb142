const windowBytes = 2 ** 18;

/** A file that is read piece by piece, so that its length costs no memory. All methods throw the system's errors. */
export class FileWindow {
  readonly length: number;
  readonly #read: (buffer: Buffer, position: number) => Buffer;
  readonly #buffer: Buffer;
  #piece: Buffer;
  #start = 0;

  /** @param read fills the buffer from that position on; what it returns is shorter at the end of the file only */
  constructor(length: number, read: (buffer: Buffer, position: number) => Buffer, bytes = windowBytes) {
    this.length = length;
    this.#read = read;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(length, bytes));
    this.#piece = this.#buffer.subarray(0, 0);
  }

  /** What is in memory from there on: `atLeast` bytes, unless the file ends before. Valid until the next call. */
  from(position: number, atLeast: number): Buffer {
    const wanted = Math.min(atLeast, this.length - position);
    if (position < this.#start || position + wanted > this.#start + this.#piece.length) {
      this.#piece = this.#buffer.subarray(0, 0); // if reading fails
      this.#piece = this.#read(this.#buffer, position);
      this.#start = position;
    }
    return this.#piece.subarray(position - this.#start);
  }
}
