import { unquoted } from '../../runtime/unquoted';

/** The user's key, or a function that gets it. */
export type KeySource = string | (() => string | Promise<string>) | undefined;

/** Visible ASCII: anything else is no valid header, and a line break would start another one. */
const fitsHeader = (key: string): boolean => /^[\x21-\x7e]+$/.test(key);

/** `undefined`: requests are sent without one. An error: there is none to send; its message never holds the key. */
type Key = string | undefined | Error;

/** The key of the next requests. A function is called for the first request, and again when its key was rejected. */
export class ApiKey {
  readonly #source: KeySource;
  #fetched: Promise<Key> | undefined;
  #last: string | undefined;

  constructor(source: KeySource) {
    this.#source = source;
  }

  /** The key that was fetched last; `undefined` if there was none yet. */
  get last(): string | undefined {
    return this.#last;
  }

  /** Never rejects. A key that is invalid, or not there when the signal aborts, is fetched again next time. */
  async current(signal: AbortSignal): Promise<Key> {
    this.#fetched ??= this.#fetch();
    const fetched = this.#fetched;
    const forget = (): void => {
      if (this.#fetched === fetched) this.#fetched = undefined;
    };
    signal.addEventListener('abort', forget);
    const key = await fetched;
    signal.removeEventListener('abort', forget);
    if (key instanceof Error) forget();
    return key;
  }

  /** The key to try after one was rejected. It is fetched again, unless another request has done that meanwhile. */
  async replacementOf(rejected: Key, signal: AbortSignal): Promise<Key> {
    const fetched = this.#fetched;
    const isCurrent = (await this.current(signal)) === rejected;
    if (isCurrent && this.#fetched === fetched) this.#fetched = undefined;
    return this.current(signal);
  }

  async #fetch(): Promise<Key> {
    if (this.#source === undefined) return undefined;
    try {
      // Secrets that are read from files often end in a line break, or are quoted there.
      const key = unquoted(typeof this.#source === 'function' ? await this.#source() : this.#source);
      if (fitsHeader(key)) {
        this.#last = key;
        return key;
      }
    } catch {
      // The error of the app's function may hold the key.
    }
    return new Error('The option apiKey gives no valid key: it is empty, has spaces or special characters, or failed.');
  }
}

/** For a log: enough to recognise a key, too little to use it. */
export function keyHint(key: string | undefined): string {
  if (key === undefined) return 'none was sent';
  return key.length < 12
    ? `${key.length} character${key.length === 1 ? '' : 's'}; is it complete?`
    : `ends in …${key.slice(-4)}`;
}

/** Whether a host's name is that of this machine. */
export const isLoopback = (hostname: string): boolean =>
  /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname.toLowerCase());

/** Whether others on the network can read a request to this address. */
export const isInClear = ({ protocol, hostname }: URL): boolean => protocol !== 'https:' && !isLoopback(hostname);
