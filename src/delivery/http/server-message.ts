/** What must not be quoted back: bodies hold prompts, secrets are keys. */
export interface Quotation {
  readonly body: readonly Buffer[];
  readonly secrets: readonly string[];
}

const maxChars = 300;
/** A look through a full body takes a third of a millisecond; further words are left out unseen. */
const maxLookups = 16;

/** Words of validation messages: worth keeping although prompts have them, too, and saying nothing of any prompt. */
const vocabulary = new Set(
  `a an and any are array at be because before boolean but by cannot contain could create created does due duplicate empty error
   event events exceeds expected extra field fields for format found from has have id in integer invalid is it key length limit
   many maximum may missing model must no not null number object of on one only or out path properties property provided provider
   received records required schema string than that the to too type unauthorized undefined unexpected unknown value was with`.split(
    /\s+/,
  ),
);

/**
 * A server's own words, fit for a log: one line of at most 300 characters, without secrets and without what the request held.
 * Servers like to echo the value they refuse; every word of the message that was sent is therefore left out, unless it is the
 * name of a field or belongs to the vocabulary of such messages.
 */
export function quote(message: string, { body, secrets }: Quotation): string {
  const clean = secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '…'), message)
    .replace(/\bhh_\w+|\bBearer\s+\S+/gi, '…')
    .replace(/[\p{C}\s]+/gu, ' ')
    .slice(0, maxChars);
  const harmless = new Map<string, boolean>();
  const quotable = (word: string): boolean => {
    if (vocabulary.has(word.toLowerCase())) return true;
    if (!harmless.has(word)) harmless.set(word, harmless.size < maxLookups && !isOurs(word, body));
    return harmless.get(word) ?? false;
  };
  return clean
    .replace(/[\p{L}\p{N}\p{M}\p{Emoji_Presentation}_]+/gu, (word) => (quotable(word) ? word : '…'))
    .replace(/…(?:[^\p{L}\p{N}…]*…)+/gu, '…')
    .trim();
}

/** Whether the word was sent, other than as the name of a field. */
function isOurs(word: string, body: readonly Buffer[]): boolean {
  return body.some((piece) => piece.includes(word)) && !body.some((piece) => piece.includes(`"${word}":`));
}
