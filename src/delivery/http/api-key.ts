/** The user's key, or how to get it. */
export type KeySource = string | (() => string | Promise<string>) | undefined;

/** Visible ASCII: anything else cannot stand in a header, and a line break would add one. */
const fitsHeader = (key: string): boolean => /^[\x21-\x7e]+$/.test(key);

/** Undefined: requests go without one. An error: there is none that can be sent; its message never holds it. */
type Key = string | undefined | Error;

/** The key of the requests to come. A function is asked when the first request needs it, and again when its key was refused. */
export class ApiKey {
  readonly #source: KeySource;
  #asked: Promise<Key> | undefined;

  constructor(source: KeySource) {
    this.#source = source;
  }

  /** Never rejects. An answer that is not there when the signal aborts, or that is no key, is asked for again next time. */
  async current(signal: AbortSignal): Promise<Key> {
    this.#asked ??= this.#ask();
    const asked = this.#asked;
    const forget = (): void => {
      if (this.#asked === asked) this.#asked = undefined;
    };
    signal.addEventListener('abort', forget);
    const key = await asked;
    signal.removeEventListener('abort', forget);
    if (key instanceof Error) forget();
    return key;
  }

  /** The key to try instead of one that was refused: the same, unless a function gives another or another request has asked it. */
  async instead(refused: Key, signal: AbortSignal): Promise<Key> {
    const asked = this.#asked;
    const isCurrent = (await this.current(signal)) === refused;
    if (isCurrent && this.#asked === asked) this.#asked = undefined;
    return this.current(signal);
  }

  async #ask(): Promise<Key> {
    if (this.#source === undefined) return undefined;
    try {
      // Secrets read from files end in a line break.
      const key = (typeof this.#source === 'function' ? await this.#source() : this.#source).trim();
      if (fitsHeader(key)) return key;
    } catch {
      // What it threw may hold the key.
    }
    return new Error('The option apiKey gives nothing that can stand in a header.');
  }
}

/** Enough to tell keys apart in a log, too little to use one. */
export const keyHint = (key: string | undefined): string =>
  key === undefined ? '(none is set)' : key.length < 12 ? '(a short one)' : `ending in …${key.slice(-4)}`;

const isLoopback = (hostname: string): boolean =>
  /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname.toLowerCase());

/** Whether a request to this address can be overheard on the way. */
export const isInClear = ({ protocol, hostname }: URL): boolean => protocol !== 'https:' && !isLoopback(hostname);
