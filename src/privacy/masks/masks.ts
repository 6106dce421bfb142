import { isJsonObject, isList, type Json, type JsonObject, put, type Writable } from '../../json/json';
import { finish, type Steps } from '../../runtime/steps';
import { isCard, withoutCards } from './cards';
import { withoutEmails } from './emails';
import { JsonSyntax } from './json-syntax';
import { jsonTokens } from './json-tokens';
import { withoutKeys, withoutPrivateKeysBy } from './keys';
import { withoutPhones } from './phones';
import { maskedInPieces } from './pieces';
import { withWholeNames } from './split-names';

export type MaskName = 'email' | 'card' | 'phone' | 'key';
export type MaskPattern = MaskName | RegExp;

type Clean = (text: string) => string;

/** In the order in which they are looked for: a key may hold what looks like an address, a card's number like a telephone's. */
const masks: Readonly<Record<MaskName, (text: string, mask: string) => string>> = {
  key: withoutKeys,
  email: withoutEmails,
  card: withoutCards,
  phone: withoutPhones,
};

/** One that has gone may have hidden the beginning of another. */
const maxRounds = 3;
/** Of so many characters, the next step is another's turn. */
const stepChars = 16_384;
/** Quotes and signs of a JSON text that may have others within. */
const maxDepth = 8;
const ownMask = '[masked]';
/** No text without one of these has anything with a name to mask. An escape may stand for anything. */
const suspicious = /[@\\_-]|(?:\d\D{0,3}){6}\d|%40|SG\.|ya29|AIza|A[KS]IA|ABSK|eyJ|hooks\./;
const onlyDigits = /^\d{13,19}$/;
const cardNumber = /(?<![\w.+-])\d{13,19}(?![\w.+-])/g;

/** Masks what a person should not see in texts, and leaves all else as it is; JSON in a text stays JSON. */
export class Masks {
  readonly #named: readonly Clean[];
  readonly #own: readonly RegExp[];
  readonly #masksKeys: boolean;
  readonly #masksCards: boolean;
  #chars = 0;

  constructor(patterns: readonly MaskPattern[]) {
    const names = (Object.keys(masks) as MaskName[]).filter((name) => patterns.includes(name));
    this.#named = names.map((name) => (text) => masks[name](text, `[${name}]`));
    this.#own = patterns.flatMap((pattern) => (typeof pattern === 'string' ? [] : [everywhere(pattern)]));
    this.#masksKeys = names.includes('key');
    this.#masksCards = names.includes('card');
  }

  /** The value with its texts masked, and the names of its members; itself where there is nothing to mask. */
  value<T extends Json>(value: T): T {
    return finish(this.masking(value));
  }

  /** The same in steps that do not grow with it. */
  masking<T extends Json>(value: T): Steps<T> {
    return this.#value(value, 0) as Steps<T>; // texts become texts; a number may, in an object that has members of any type
  }

  /** The same of an object in which names with dots have become objects in objects. */
  *maskingSplit(object: JsonObject): Steps<JsonObject> {
    return yield* this.masking(yield* withWholeNames(object, (name) => this.#short(name)));
  }

  *#value(value: Json, depth: number): Steps<Json> {
    if (typeof value === 'string') return yield* this.#text(value, depth);
    if (typeof value === 'number') return this.#number(value);
    if (isList(value)) return yield* this.#list(value, depth);
    return isJsonObject(value) ? yield* this.#object(value, depth) : value;
  }

  *#list(list: readonly Json[], depth: number): Steps<Json> {
    let copy: Json[] | undefined;
    for (const [index, item] of list.entries()) {
      if (this.#chars >= stepChars) yield* this.#pause();
      this.#chars += 1;
      const masked = yield* this.#value(item, depth);
      if (masked === item) continue;
      copy ??= [...list];
      copy[index] = masked;
    }
    return copy ?? list;
  }

  *#object(object: JsonObject, depth: number): Steps<Json> {
    const members: Writable = {};
    let isSame = true;
    for (const name in object) {
      const value = object[name];
      if (value === undefined) continue;
      if (this.#chars >= stepChars) yield* this.#pause();
      const maskedName = this.#short(name);
      const masked = yield* this.#value(value, depth);
      if (maskedName !== name || masked !== value) isSame = false;
      put(members, maskedName, masked);
    }
    return isSame ? object : members;
  }

  #number(value: number): Json {
    return this.#masksCards && onlyDigits.test(String(value)) && isCard(String(value)) ? '[card]' : value;
  }

  *#text(text: string, depth: number): Steps<string> {
    const mayBeJson = depth < maxDepth && /^\s*[[{"]/.test(text);
    const masked = mayBeJson ? yield* this.#json(text, depth + 1) : undefined;
    if (masked !== undefined) return masked;
    return text.length < stepChars ? this.#short(text) : yield* this.#long(text);
  }

  /** Literal by literal: numbers of any length, the order of members and all white space stay. `undefined` if it is no JSON. */
  *#json(json: string, depth: number): Steps<string | undefined> {
    const syntax = new JsonSyntax();
    let isSame = true;
    const masked: string[] = [];
    let step: string[] = [];
    for (const { text, isLiteral } of jsonTokens(json)) {
      if (this.#chars >= stepChars) {
        masked.push(step.join('')); // to join all parts at once would take long
        step = [];
        yield* this.#pause();
      }
      if (!(isLiteral ? syntax.takeLiteral(text) : syntax.takeStructure(text))) return undefined;
      const part = isLiteral
        ? (this.#shortLiteral(text) ?? (yield* this.#literal(text, depth)))
        : this.#numbersIn(text);
      if (part !== text) isSame = false;
      step.push(part);
    }
    if (!syntax.isComplete) return undefined;
    return isSame ? json : masked.join('') + step.join('');
  }

  /** Most literals hold nothing that could be masked, nor others. */
  #shortLiteral(literal: string): string | undefined {
    this.#chars += literal.length;
    return this.#own.length === 0 && literal.length < stepChars && !suspicious.test(literal) ? literal : undefined;
  }

  *#literal(literal: string, depth: number): Steps<string> {
    const text = JSON.parse(literal) as string;
    const masked = yield* this.#text(text, depth);
    return masked === text ? literal : JSON.stringify(masked);
  }

  #numbersIn(json: string): string {
    this.#chars += json.length;
    return this.#masksCards ? json.replace(cardNumber, (found) => (isCard(found) ? '"[card]"' : found)) : json;
  }

  #short(text: string): string {
    this.#chars += text.length;
    return this.#own.length === 0 && !suspicious.test(text) ? text : this.#clean(this.#whole(text));
  }

  *#long(text: string): Steps<string> {
    const masked = yield* maskedInPieces(this.#whole(text), (piece) =>
      suspicious.test(piece) ? this.#clean(piece) : piece,
    );
    this.#chars = 0;
    return masked;
  }

  *#pause(): Steps<void> {
    this.#chars = 0;
    yield;
  }

  /** What may be of any length, or have any shape. */
  #whole(text: string): string {
    const clean = this.#masksKeys ? withoutPrivateKeysBy(text, '[key]') : text;
    return this.#own.reduce((left, own) => left.replace(own, (found) => (found === '' ? '' : ownMask)), clean);
  }

  #clean(text: string): string {
    let clean = text;
    for (let round = 0; round < maxRounds; round += 1) {
      const before = clean;
      for (const mask of this.#named) clean = mask(clean);
      if (clean === before) return clean;
    }
    return clean;
  }
}

const everywhere = ({ source, flags }: RegExp): RegExp => new RegExp(source, `${flags.replace(/[gy]/g, '')}g`);
