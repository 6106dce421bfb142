import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { RefusedRequest } from './entries-of';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/** Who may send: those with a token, or any process of this machine. */
export class Access {
  /** Hashes are compared, so that the time it takes shows nothing of the tokens, nor of their lengths. */
  readonly #tokens: readonly Buffer[];

  /**
   * @param tokens separated by commas
   * @throws an Error that says what to do, if others than this machine could send without a token
   */
  constructor(tokens: string, host: string) {
    const given = tokens.split(',').map((token) => token.trim());
    this.#tokens = given.filter((token) => token !== '').map(hashOf);
    if (this.#tokens.length === 0 && !loopback.test(host)) {
      throw new Error(
        `On ${host} other machines can send: set HH_RELAY_TOKEN, which apps then have as their HH_API_KEY.`,
      );
    }
  }

  /** @throws RefusedRequest */
  check({ authorization = '', origin }: IncomingHttpHeaders): void {
    if (this.#tokens.length === 0) {
      // A browser lets pages of any origin send to this machine.
      if (origin !== undefined) throw new RefusedRequest(403, 'Web pages may not send without a token.');
      return;
    }
    const given = hashOf(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '');
    const matches = this.#tokens.filter((token) => timingSafeEqual(token, given));
    if (matches.length > 0) return;
    throw new RefusedRequest(401, 'The header Authorization has to be "Bearer" and a token of HH_RELAY_TOKEN.');
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
