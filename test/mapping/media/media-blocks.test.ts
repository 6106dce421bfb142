import type { JsonObject } from '../../../src/json/json';
import { recordOf } from '../../support/call';

/** What a part of a user's message becomes in the record, beside a text. */
function blockOf(part: JsonObject): unknown {
  const parts = [{ type: 'text', content: 'See:' }, part];
  const { messages } = recordOf({ 'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts }]) });
  const content = messages[0]?.['content'];
  return Array.isArray(content) ? content[1] : content;
}

const png = 'iVBORw0KGgo=';
const wav = 'UklGRiQAAABXQVZFZm10IA==';
const mp3 = 'SUQzBAAAAAAAI1RTU0U=';
const image = (url: string, others: JsonObject = {}): JsonObject => ({
  type: 'image_url',
  image_url: { url, ...others },
});
const audio = (data: string, format: string, others: JsonObject = {}): JsonObject => ({
  type: 'input_audio',
  input_audio: { data, format, ...others },
});
const file = (members: JsonObject): JsonObject => ({ type: 'file', file: members });

test.each<[string, JsonObject, unknown]>([
  ['an image by its bytes', { type: 'blob', modality: 'image', content: png }, image(`data:image/png;base64,${png}`)],
  [
    'an image of a type',
    { type: 'blob', modality: 'image', mime_type: 'image/webp', content: png },
    image(`data:image/webp;base64,${png}`),
  ],
  [
    'an image of any type',
    { type: 'blob', modality: 'image', mime_type: 'image/*', content: png },
    image(`data:image/png;base64,${png}`),
  ],
  [
    'an image of an unknown type',
    { type: 'blob', modality: 'image', content: 'AAECAwQFBgc=' },
    image('data:image/*;base64,AAECAwQFBgc='),
  ],
  [
    'an image that is an address',
    { type: 'uri', modality: 'image', uri: 'https://a.example/c.png', detail: 'low' },
    image('https://a.example/c.png', { detail: 'low' }),
  ],
  [
    'an image at an address with a type',
    { type: 'uri', modality: 'image', mime_type: 'image/png', uri: 'gs://b/c' },
    image('gs://b/c', { mime_type: 'image/png' }),
  ],
  [
    'an image that is a data URI',
    { type: 'uri', modality: 'image', mime_type: 'image/png', uri: `data:image/png;base64,${png}` },
    image(`data:image/png;base64,${png}`),
  ],
  ['a sound', { type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: wav }, audio(wav, 'wav')],
  ['a sound that says nothing of its type', { type: 'blob', modality: 'audio', content: mp3 }, audio(mp3, 'mp3')],
  [
    'a sound in a data URI',
    { type: 'uri', modality: 'audio', uri: `data:audio/mpeg;base64,${mp3}`, title: 'A' },
    audio(mp3, 'mp3', { title: 'A' }),
  ],
  [
    'a sound at an address',
    { type: 'uri', modality: 'audio', uri: 'https://a.example/a.mp3' },
    { type: 'uri', modality: 'audio', uri: 'https://a.example/a.mp3' },
  ],
  [
    'a video at an address',
    { type: 'uri', mime_type: 'video/mp4', uri: 'gs://b/v' },
    { type: 'uri', mime_type: 'video/mp4', uri: 'gs://b/v' },
  ],
  [
    'a file in a data URI',
    { type: 'uri', uri: 'data:application/pdf;base64,JVBERi0xLjQ=' },
    file({ file_data: 'data:application/pdf;base64,JVBERi0xLjQ=' }),
  ],
  [
    'a file at an address',
    { type: 'uri', mime_type: 'application/pdf', uri: 'https://a.example/a.pdf', filename: 'a.pdf' },
    file({ filename: 'a.pdf', file_url: 'https://a.example/a.pdf', mime_type: 'application/pdf' }),
  ],
  [
    'a file that its type calls no image',
    { type: 'blob', modality: 'image', mime_type: 'application/pdf', content: 'JVBERi0xLjQ=' },
    file({ file_data: 'data:application/pdf;base64,JVBERi0xLjQ=' }),
  ],
  [
    'a file of an unknown type',
    { type: 'blob', modality: 'document', content: 'AAECAwQFBgc=' },
    file({ file_data: 'data:application/octet-stream;base64,AAECAwQFBgc=' }),
  ],
  [
    'a file that is no base64',
    { type: 'blob', modality: 'document', mime_type: 'text/plain', content: 'a text.' },
    file({ file_data: 'a text.', mime_type: 'text/plain' }),
  ],
  [
    'a file by its id',
    { type: 'file', modality: 'image', file_id: 'f-1' },
    file({ file_id: 'f-1', modality: 'image' }),
  ],
  [
    'a document by its id, with its type',
    { type: 'input_file', modality: 'document', mime_type: 'application/pdf', file_id: 'f-1' },
    file({ file_id: 'f-1', mime_type: 'application/pdf' }),
  ],
  [
    'a sound in a data URI of another type',
    { type: 'uri', modality: 'audio', uri: 'data:audio/ogg;codecs=opus;base64,AAECAwQFBgc=' },
    audio('AAECAwQFBgc=', 'ogg'),
  ],
  [
    'a sound of an unknown type',
    { type: 'blob', modality: 'audio', content: 'AAECAwQFBgc=' },
    { type: 'input_audio', input_audio: { data: 'AAECAwQFBgc=' } },
  ],
  [
    'an address that is no text',
    { type: 'uri', modality: 'image', uri: 7 },
    { type: 'uri', modality: 'image', uri: 7 },
  ],
  [
    'bytes that are no text',
    { type: 'blob', modality: 'image', content: 7 },
    { type: 'blob', modality: 'image', content: 7 },
  ],
])('%s', (_what, part, expected) => {
  expect(blockOf(part)).toEqual(expected);
});

/** The same of parts without a type, by a member that is called like it. */
test.each<[string, JsonObject, unknown]>([
  [
    'Bedrock’s document in Markdown',
    { document: { format: 'md', name: 'd', source: { bytes: 'IyBUaXRsZQ==' } } },
    file({ file_data: 'data:text/markdown;base64,IyBUaXRsZQ==', name: 'd' }),
  ],
  [
    'Bedrock’s document of an unknown format',
    { document: { format: 'rtf', source: { bytes: 'IyBUaXRsZQ==' } } },
    file({ file_data: 'data:application/octet-stream;base64,IyBUaXRsZQ==' }),
  ],
  [
    'Bedrock’s document of text',
    { document: { format: 'txt', source: { text: 'a text.' } } },
    file({ file_data: 'a text.', mime_type: 'text/plain' }),
  ],
  [
    'Bedrock’s image at an address',
    { image: { format: 'png', source: { url: 'https://a.example/c.png' } } },
    image('https://a.example/c.png', { mime_type: 'image/png' }),
  ],
  ['Bedrock’s image without a format', { image: { source: { bytes: png } } }, image(`data:image/png;base64,${png}`)],
  [
    'Gemini’s file',
    { fileData: { mimeType: 'application/pdf', fileUri: 'gs://b/a.pdf' } },
    file({ file_url: 'gs://b/a.pdf', mime_type: 'application/pdf' }),
  ],
  [
    'Gemini’s file in Python’s names',
    { file_data: { mime_type: 'application/pdf', file_uri: 'gs://b/a.pdf' } },
    file({ file_url: 'gs://b/a.pdf', mime_type: 'application/pdf' }),
  ],
  ['Genkit’s image', { media: { url: `data:image/png;base64,${png}` } }, image(`data:image/png;base64,${png}`)],
  [
    'Genkit’s image at an address',
    { media: { contentType: 'image/png', url: 'https://a.example/c.png' } },
    image('https://a.example/c.png', { mime_type: 'image/png' }),
  ],
])('%s', (_what, part, expected) => {
  expect(blockOf(part)).toEqual(expected);
});
