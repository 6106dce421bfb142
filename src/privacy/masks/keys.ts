import { privateKey, shaped, webhook } from '../key-shapes';

/** A text with `mask` in place of keys of known shapes. A private key has been looked for in the whole text before. */
export const withoutKeys = (text: string, mask: string): string =>
  text.replace(webhook, (_, address: string) => address + mask).replace(shaped, mask);

export const withoutPrivateKeysBy = (text: string, mask: string): string =>
  text.includes('-----BEGIN ') ? text.replace(privateKey, mask) : text;
