/** The user's key, or how to get it. */
export type KeySource = string | (() => string | Promise<string>) | undefined;

/** Visible ASCII: anything else cannot stand in a header, and a line break would add one. */
const fitsHeader = (key: string): boolean => /^[\x21-\x7e]+$/.test(key);

/** The key of the requests to come. A function is asked when the first request needs it, and again when its key was refused. */
export class ApiKey {
  readonly #source: KeySource;
  #asked: Promise<string | undefined> | undefined;

  constructor(source: KeySource) {
    this.#source = source;
  }

  /** Undefined: requests go without one. Rejects, never with the key in its message, if there is none that can be sent. */
  current(): Promise<string | undefined> {
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  /** The key to try instead of one that was refused: the same, unless a function gives another or another request has asked it. */
  async instead(refused: string | undefined): Promise<string | undefined> {
    const asked = this.#asked;
    const isCurrent = (await this.current()) === refused;
    if (isCurrent && this.#asked === asked) this.#asked = undefined;
    return this.current();
  }

  async #ask(): Promise<string | undefined> {
    if (this.#source === undefined) return undefined;
    try {
      // Secrets read from files end in a line break.
      const key = (typeof this.#source === 'function' ? await this.#source() : this.#source).trim();
      if (fitsHeader(key)) return key;
    } catch {
      // What it threw may hold the key.
    }
    this.#asked = undefined;
    throw new Error('no usable key');
  }
}

/** Enough to tell keys apart in a log, too little to use one. */
export const keyHint = (key: string | undefined): string =>
  key === undefined ? '(none is set)' : key.length < 12 ? '(a short one)' : `ending in …${key.slice(-4)}`;

const isLoopback = (hostname: string): boolean =>
  /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname.toLowerCase());

/** Whether a request to this address can be overheard on the way. */
export const isInClear = ({ protocol, hostname }: URL): boolean => protocol !== 'https:' && !isLoopback(hostname);
