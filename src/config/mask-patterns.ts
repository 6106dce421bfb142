import type { MaskName, MaskPattern } from '../privacy/masks/masks';
import type { Option } from './option-parsers';

const names: readonly MaskName[] = ['email', 'card', 'phone', 'key'];
const none: readonly MaskPattern[] = [];

const isPattern = (value: unknown): value is MaskPattern =>
  (names as readonly unknown[]).includes(value) || value instanceof RegExp;

/** The entry of the option table. What is not understood masks all: it was meant to mask something. */
export const maskOption: Option<readonly MaskPattern[]> = {
  env: ['HH_MASK_PATTERNS'],
  fallback: none,
  mustBe: 'a list of email, card, phone, key and regular expressions',
  textMustBe: 'some of email, card, phone and key, with commas between',
  accepts: (value): value is readonly MaskPattern[] => Array.isArray(value) && value.every(isPattern),
  parse: (text) => text.split(',').flatMap((name) => name.trim().toLowerCase() || []),
  ifInvalid: { value: names, consequence: 'all of email, card, phone and key are masked' },
  ifMisspelt: () => names,
  isMeantBy: (words) => words.some((word) => /^MASK(?:S|ED|ING)?$/.test(word)),
};
