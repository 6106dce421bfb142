import { logDebug } from '../runtime/log';
import { type Scoped, scopeNameOf } from './scope-name';

/** What the option `debug` has written. Loaded only where that is set. */
export class DebugLog {
  readonly #unrecorded = new Map<string, number>();

  /** @param sentence without content, keys, and names that an app may make of what its users say */
  line(sentence: string): void {
    logDebug(sentence);
  }

  /** Says why spans give no record: of each kind the first, the tenth, the hundredth and so on. */
  unrecorded(span: Scoped, reason: string): void {
    const scope = scopeNameOf(span) || 'an unnamed scope';
    const kind = `${scope}: ${reason}`;
    const count = (this.#unrecorded.get(kind) ?? 0) + 1;
    this.#unrecorded.set(kind, count);
    if (!/^10*$/.test(String(count))) return;
    const what = count === 1 ? 'a span' : `${count} spans`;
    this.line(`${what} of ${scope} without a record: ${reason}.`);
  }
}
