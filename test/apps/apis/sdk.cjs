// SDKs, of this app and of others that have them installed.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const folders = {
  '@anthropic-ai/sdk': 'anthropic-1',
  '@aws-sdk/client-bedrock-runtime': 'aws-bedrock',
  '@google/genai': 'genai',
  '@mistralai/mistralai': 'newest',
  'cohere-ai': 'cohere',
  'groq-sdk': 'newest',
  openai: 'openai-7',
  'together-ai': 'newest',
};

/** The folder in test/apps that has a package. */
const folderOf = (name) => folders[name] ?? 'apis';
const requireIn = (folder) => createRequire(join(__dirname, '..', folder, 'package.json'));

/** A package, loaded when it is first asked for. */
const sdk = (name) => requireIn(folderOf(name))(name);

/** The pieces of a stream. */
async function all(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

/** The bytes of a stream, in hexadecimal. */
const bytesOf = async (stream) => Buffer.concat((await all(stream)).map((piece) => Buffer.from(piece))).toString('hex');

module.exports = { all, bytesOf, folderOf, requireIn, sdk };
