import { parseJson } from '../../json/json';

/** White space, and then what may stand between texts: a sign, a number or a word. */
const token =
  /[ \t\n\r]*(?:([{}[\],:])|(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![^ \t\n\r,\]}]))/y;
const onlySpace = /^[ \t\n\r]*$/;
/** Without a backslash or a control character, whatever is between two quotes is a text. */
const plain = /^"[ !#-[\]-\uffff]*"$/;

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or end';

/** Whether the parts of a text are valid JSON together, without a need for all of them at once. */
export class JsonSyntax {
  readonly #open: ('{' | '[')[] = [];
  #expected: Expected = 'value';
  #isEnded = false;

  /** The value is complete. */
  get isComplete(): boolean {
    return this.#isEnded;
  }

  /** Takes what is between two texts, up to where a number or a word ends. @returns whether it may stand here */
  takeStructure(text: string): boolean {
    for (let at = 0; at < text.length; ) {
      token.lastIndex = at;
      const found = token.exec(text);
      if (found === null) return onlySpace.test(text.slice(at));
      at = token.lastIndex;
      const sign = found[1];
      if (!(sign === undefined ? this.#takeValue() : this.#takeSign(sign))) return false;
    }
    return true;
  }

  /** Takes a text with its quotes. @returns whether it is one, and may stand here */
  takeLiteral(literal: string): boolean {
    if (!plain.test(literal) && parseJson(literal) === undefined) return false;
    const isName = this.#expected === 'name' || this.#expected === 'name or }';
    if (isName) this.#expected = ':';
    return isName || this.#takeValue();
  }

  #takeValue(): boolean {
    if (this.#isEnded || !this.#expected.startsWith('value')) return false;
    this.#valueEnds();
    return true;
  }

  #takeSign(sign: string): boolean {
    const expected = this.#expected;
    const around = this.#open.at(-1);
    if (this.#isEnded) return false;
    if (sign === '{' || sign === '[') {
      this.#open.push(sign);
      this.#expected = sign === '{' ? 'name or }' : 'value or ]';
      return expected.startsWith('value');
    }
    if (sign === ':') {
      this.#expected = 'value';
      return expected === ':';
    }
    if (sign === ',') {
      this.#expected = around === '{' ? 'name' : 'value';
      return expected === ', or end';
    }
    this.#open.pop();
    this.#valueEnds();
    const mayBeEmpty = sign === '}' ? 'name or }' : 'value or ]';
    return around === (sign === '}' ? '{' : '[') && (expected === mayBeEmpty || expected === ', or end');
  }

  #valueEnds(): void {
    this.#isEnded = this.#open.length === 0;
    this.#expected = ', or end';
  }
}
