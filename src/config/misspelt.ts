import { editDistance } from '../runtime/edit-distance';
import type { Option } from './option-parsers';

/** An unknown variable, and the one that it is probably meant to be. */
export interface Misspelling {
  readonly variable: string;
  readonly meant: string;
  readonly option: Option<unknown>;
  /** Of the variable, without the prefix. */
  readonly words: readonly string[];
}

/**
 * The variables that look like those of the options: with letters wrong, missing, added or swapped, in another case, with words in
 * another order; where they could switch something off, also with more words, with others that say the same, or with another prefix.
 */
export const misspellings = (
  unknown: readonly string[],
  options: readonly Option<unknown>[],
): readonly Misspelling[] => {
  const known = options.flatMap((option) => option.env.map((name) => ({ name, option })));
  return unknown.flatMap((variable): Misspelling[] => {
    if (ofHoneyHive.has(variable)) return [];
    const words = wordsOf(variable);
    const meant =
      known.find(({ name, option }) => mayBe(variable, option) && looksLike(words, name, isSwitch(option))) ??
      known.find(({ option }) => option.isMeantBy?.(words) === true);
    return meant === undefined ? [] : [{ variable, meant: meant.name, option: meant.option, words }];
  });
};

/** What HoneyHive's own packages and recipes read under names that are close to ours. */
const ofHoneyHive: ReadonlySet<string> = new Set(['HH_APP_URL']);

const isSwitch = ({ ifMisspelt }: Option<unknown>): boolean => ifMisspelt !== undefined;

/** What other packages read may be called much like our options, and none of it could switch something off. */
const mayBe = (variable: string, option: Option<unknown>): boolean => /^HH_/i.test(variable) || isSwitch(option);

function looksLike(words: readonly string[], name: string, isSwitch: boolean): boolean {
  const known = wordsOf(name);
  if (isSwitch && known.length > 1 && known.every((word) => words.includes(word))) return true;
  const length = known.join('').length;
  const most = Math.max(1, Math.floor(length / 5));
  return (
    editDistance(words.join(''), known.join('')) <= most ||
    editDistance(words.toSorted().join(''), known.toSorted().join('')) <= most
  );
}

/** Without the prefix. */
const wordsOf = (variable: string): readonly string[] =>
  variable
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .slice(1);
