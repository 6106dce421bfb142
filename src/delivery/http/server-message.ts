/** What a log must not repeat: bodies hold prompts, secrets are keys. */
export interface Confidential {
  readonly body: readonly Buffer[];
  readonly secrets: readonly string[];
}

const maxChars = 300;
/** A search through a full body takes a third of a millisecond. Further words are left out without one. */
const maxSearches = 16;

/** Words of validation messages. Prompts have them, too, but they reveal nothing of any prompt. */
const vocabulary = new Set(
  `a an and any are array at be because before boolean but by cannot contain could create created does due duplicate
   empty error event events exceeds expected extra field fields for format found from has have id in integer invalid is
   it key length limit many maximum may missing model must no not null number object of on one only or out path
   properties property provided provider received records required schema string than that the to too type unauthorized
   undefined unexpected unknown value was with`.split(/\s+/),
);

/**
 * A server's error message, made fit for a log: one line of at most 300 characters, without secrets and without content
 * of the request. Servers like to echo the value that they refuse, so every word of the message that was sent is left
 * out, unless it is the name of a field or belongs to the vocabulary of such messages.
 */
export function sanitizeServerMessage(message: string, { body, secrets }: Confidential): string {
  const clean = secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '…'), message)
    .replace(/\bhh_\w+|\bBearer\s+\S+/gi, '…')
    .replace(/[\p{C}\s]+/gu, ' ')
    .slice(0, maxChars);
  const harmless = new Map<string, boolean>();
  const isHarmless = (word: string): boolean => {
    if (vocabulary.has(word.toLowerCase())) return true;
    if (!harmless.has(word)) harmless.set(word, harmless.size < maxSearches && !wasSent(word, body));
    return harmless.get(word) ?? false;
  };
  return clean
    .replace(/[\p{L}\p{N}\p{M}\p{Emoji_Presentation}_]+/gu, (word) => (isHarmless(word) ? word : '…'))
    .replace(/…(?:[^\p{L}\p{N}…]*…)+/gu, '…')
    .trim();
}

/** Whether the word was sent, other than as the name of a field. */
function wasSent(word: string, body: readonly Buffer[]): boolean {
  return body.some((piece) => piece.includes(word)) && !body.some((piece) => piece.includes(`"${word}":`));
}
