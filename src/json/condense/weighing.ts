import { Entries, type Range, type Weighed } from './entries';
import { closingQuote } from './string-end';
import { closingBrace, closingBracket, colon, comma, isToken, openingBrace, openingBracket, quote } from './tokens';

/** What is nested deeper is left out. The mapping reads 64 levels. */
const maxDepth = 256;
const stepChars = 65_536;

/** What an entry weighs: parsing a member of a new name takes about a microsecond, as the parser makes a place for it. */
const weights = { newMember: 1, member: 1 / 32, nested: 1 / 8, text: 1 / 32, other: 1 / 64 };
/** More are not remembered: the text is too heavy then. */
const maxNames = 20_000;

interface Cut extends Range {
  readonly note: string;
}

/** Looks at JSON part by part: what parsing and reading it takes, and what to leave out so that no list or object has too many entries. */
export class Weighing {
  readonly #text: string;
  readonly #mostEntries: number;
  readonly #kept: ReadonlySet<string>;
  readonly #open: Entries[] = [];
  readonly #names = new Set<string>();
  /** Members of the outermost object that stay. */
  readonly #members = new Map<string, Weighed>();
  readonly #cuts: Cut[] = [];
  #at = 0;
  #weight = 0;
  #longest = 0;
  #lastString: Range = { from: 0, to: 0 };
  /** How deep it is in what is nested too deep, and where that starts. */
  #tooDeep = 0;
  #tooDeepFrom = 0;
  #isNoJson = false;

  constructor(text: string, mostEntries: number, kept: ReadonlySet<string>) {
    this.#text = text;
    this.#mostEntries = mostEntries;
    this.#kept = kept;
  }

  /** Of what stays. */
  get weight(): number {
    return this.#isNoJson ? 0 : this.#weight;
  }

  /** The most entries that a list or an object has. */
  get longest(): number {
    return this.#longest;
  }

  /** @returns whether there is more to read */
  readOn(): boolean {
    const text = this.#text;
    const end = Math.min(text.length, this.#at + stepChars);
    let at = this.#at;
    for (; at < end && !this.#isNoJson; at += 1) {
      const code = text.charCodeAt(at);
      if (code === quote) at = this.#readString(at);
      else if (!isToken(code)) continue;
      else if (this.#tooDeep > 0) this.#skip(code, at);
      else this.#read(code, at);
    }
    this.#at = at;
    if (this.#isNoJson) return false;
    if (at < text.length) return true;
    this.#breakOff();
    return false;
  }

  result(): { readonly text: string; readonly isCut: boolean } {
    if (this.#isNoJson || this.#cuts.length === 0) return { text: this.#text, isCut: false };
    const parts: string[] = [];
    let end = 0;
    for (const { from, to, note } of this.#cuts.toSorted((one, other) => one.from - other.from)) {
      if (from < end) continue; // within what is left out already
      parts.push(this.#text.slice(end, from), note);
      end = to;
    }
    return { text: parts.join('') + this.#text.slice(end), isCut: true };
  }

  #readString(from: number): number {
    const end = closingQuote(this.#text, from + 1);
    const to = end === -1 ? this.#text.length : end;
    this.#lastString = { from: from + 1, to };
    if (this.#tooDeep === 0 && this.#open.at(-1)?.isObject === false) this.#weight += weights.text;
    return to;
  }

  #read(code: number, at: number): void {
    const around = this.#open.at(-1);
    if (code === colon) this.#name(around);
    else if (code === comma) {
      if (around === undefined) return;
      if (!around.isObject) this.#weight += weights.other;
      this.#keepLast(around, at);
      around.begin(at, this.#weight);
    } else if (code === openingBrace || code === openingBracket) this.#enter(code, at, around);
    else this.#leave(at);
  }

  #enter(code: number, at: number, around: Entries | undefined): void {
    if (around === undefined && this.#longest > 0) {
      this.#isNoJson = true; // something else follows what was whole
      return;
    }
    if (this.#open.length === maxDepth) {
      this.#tooDeep = 1;
      this.#tooDeepFrom = at;
      return;
    }
    if (around?.isObject === false) this.#weight += weights.nested;
    const entries = new Entries(code === openingBrace, this.#mostEntries);
    entries.begin(at + 1, this.#weight);
    this.#open.push(entries);
  }

  #skip(code: number, at: number): void {
    if (code === openingBrace || code === openingBracket) this.#tooDeep += 1;
    else if (code === closingBrace || code === closingBracket) this.#tooDeep -= 1;
    if (this.#tooDeep === 0) this.#cuts.push({ from: this.#tooDeepFrom, to: at + 1, note: '"[nested too deep]"' });
  }

  #name(object: Entries | undefined): void {
    if (object?.isObject !== true) return;
    const name = this.#text.slice(this.#lastString.from, this.#lastString.to);
    const isNew = !this.#names.has(name);
    this.#weight += isNew ? weights.newMember : weights.member;
    if (isNew && this.#names.size < maxNames) this.#names.add(name);
    if (this.#open.length === 1 && this.#kept.has(name)) object.keptName = name;
  }

  #keepLast({ keptName, start, startWeight }: Entries, at: number): void {
    if (keptName !== undefined)
      this.#members.set(keptName, { from: start, to: at, weight: this.#weight - startWeight });
  }

  #leave(at: number): void {
    const entries = this.#open.pop();
    if (entries === undefined) return;
    this.#keepLast(entries, at);
    this.#longest = Math.max(this.#longest, entries.count);
    const { excess } = entries;
    if (excess === undefined) return;
    this.#weight -= excess.weight;
    let { from } = excess;
    if (this.#open.length === 0) {
      for (const member of [...this.#members.values()].sort((one, other) => one.from - other.from)) {
        if (member.from < from || member.to > excess.to) continue;
        this.#weight += member.weight;
        this.#cuts.push({ from, to: member.from, note: '' });
        from = member.to;
      }
    }
    this.#cuts.push({ from, to: excess.to, note: '' });
  }

  /** The text has ended, also where JSON has not. */
  #breakOff(): void {
    if (this.#tooDeep > 0) this.#cuts.push({ from: this.#tooDeepFrom, to: this.#text.length, note: '' });
    while (this.#open.length > 0) this.#leave(this.#text.length);
  }
}
