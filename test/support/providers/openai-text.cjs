/** All the text inside a message, a prompt or any other JSON value. */
function embeddedText(value) {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return '';
  return Object.values(value).map(embeddedText).join(' ');
}

/** A rough count, the same for the same text. */
const tokensOf = (text) => Math.ceil(Array.from(text.trim()).length / 4);

/** What is said in a message's content, whether it is a string or parts. */
const contentText = (content) =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('\n');

module.exports = { embeddedText, tokensOf, contentText };
