import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/json/json';
import { isJsonObject, isList } from '../../../src/json/json';
import { toModelEvent } from '../../../src/mapping';
import { condensed } from '../../../src/pipeline/condensed-call';
import { finish } from '../../../src/runtime/steps';
import { chatSpan, recordOf } from '../../support/call';

const starts = { 'image/png': '89504e470d0a1a0a', 'application/pdf': '255044462d', 'audio/wav': '01020304' };
type Kind = keyof typeof starts;

function file(kind: Kind, size: number): Buffer {
  const bytes = Buffer.alloc(size, createHash('sha512').update(kind).digest());
  Buffer.from(starts[kind], 'hex').copy(bytes);
  return bytes;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const base64 = (bytes: Buffer): string => bytes.toString('base64');
const uri = (kind: Kind, bytes: Buffer): string => `data:${kind};base64,${base64(bytes)}`;
/** What `JSON.stringify` makes of a typed array, and of a Buffer. */
const byIndex = (bytes: Buffer): JsonObject => Object.fromEntries(bytes.entries());
const asBuffer = (bytes: Buffer): JsonObject => bytes.toJSON() as unknown as JsonObject;

type Shape = (bytes: Buffer) => JsonObject;

/** Media by their producer, as the parts of messages. */
const shapes: readonly (readonly [name: string, kind: Kind, shape: Shape])[] = [
  ['OpenAI’s image', 'image/png', (bytes) => ({ type: 'image_url', image_url: { url: uri('image/png', bytes) } })],
  ['LangChain’s image', 'image/png', (bytes) => ({ type: 'image_url', image_url: uri('image/png', bytes) })],
  ['an image of Responses', 'image/png', (bytes) => ({ type: 'input_image', image_url: uri('image/png', bytes) })],
  ['a generated image', 'image/png', (bytes) => ({ type: 'image_generation_call', result: base64(bytes) })],
  [
    'OpenAI’s sound',
    'audio/wav',
    (bytes) => ({ type: 'input_audio', input_audio: { data: base64(bytes), format: 'wav' } }),
  ],
  [
    'OpenAI’s file',
    'application/pdf',
    (bytes) => ({ type: 'file', file: { file_data: uri('application/pdf', bytes) } }),
  ],
  [
    'Anthropic’s image',
    'image/png',
    (bytes) => ({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: base64(bytes) } }),
  ],
  [
    'Anthropic’s document',
    'application/pdf',
    (bytes) => ({ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: base64(bytes) } }),
  ],
  ['Gemini’s image', 'image/png', (bytes) => ({ inlineData: { mimeType: 'image/png', data: base64(bytes) } })],
  [
    'Gemini’s document in Python’s names',
    'application/pdf',
    (bytes) => ({ inline_data: { mime_type: 'application/pdf', data: base64(bytes) } }),
  ],
  ['Gemini’s bytes', 'image/png', (bytes) => ({ inlineData: { mimeType: 'image/png', data: byIndex(bytes) } })],
  ['Bedrock’s image', 'image/png', (bytes) => ({ image: { format: 'png', source: { bytes: byIndex(bytes) } } })],
  [
    'Bedrock’s document',
    'application/pdf',
    (bytes) => ({ document: { format: 'pdf', name: 'd', source: { bytes: asBuffer(bytes) } } }),
  ],
  ['Bedrock’s sound', 'audio/wav', (bytes) => ({ audio: { format: 'wav', source: { bytes: base64(bytes) } } })],
  ['Genkit’s media', 'image/png', (bytes) => ({ media: { contentType: 'image/png', url: uri('image/png', bytes) } })],
  [
    'an image of the AI SDK 4',
    'image/png',
    (bytes) => ({ type: 'image', image: byIndex(bytes), mimeType: 'image/png' }),
  ],
  [
    'an image of the AI SDK whose type its bytes show',
    'image/png',
    (bytes) => ({ type: 'image', image: asBuffer(bytes) }),
  ],
  [
    'a file of the AI SDK 5',
    'application/pdf',
    (bytes) => ({ type: 'file', data: base64(bytes), mediaType: 'application/pdf' }),
  ],
  ['media of the AI SDK 5', 'image/png', (bytes) => ({ type: 'media', data: base64(bytes), mediaType: 'image/png' })],
  [
    'image data of the AI SDK 6',
    'image/png',
    (bytes) => ({ type: 'image-data', data: base64(bytes), mediaType: 'image/png' }),
  ],
  [
    'file data of the AI SDK 6',
    'application/pdf',
    (bytes) => ({ type: 'file-data', data: base64(bytes), mediaType: 'application/pdf' }),
  ],
  [
    'a file of the AI SDK 7',
    'image/png',
    (bytes) => ({ type: 'file', mediaType: 'image', data: { type: 'data', data: base64(bytes) } }),
  ],
  [
    'bytes of the AI SDK 7',
    'audio/wav',
    (bytes) => ({ type: 'file', mediaType: 'audio/wav', data: { type: 'data', data: byIndex(bytes) } }),
  ],
  [
    'the same without a type',
    'image/png',
    (bytes) => ({ mediaType: 'image/png', data: { type: 'data', data: base64(bytes) } }),
  ],
  ['sound of LangChain 1', 'audio/wav', (bytes) => ({ type: 'audio', data: base64(bytes), mimeType: 'audio/wav' })],
  [
    'an image by the Model Context Protocol',
    'image/png',
    (bytes) => ({ type: 'image', data: base64(bytes), mimeType: 'image/png' }),
  ],
  [
    'a resource by the same',
    'application/pdf',
    (bytes) => ({ type: 'resource', resource: { mimeType: 'application/pdf', blob: base64(bytes) } }),
  ],
  [
    'a blob of the conventions',
    'image/png',
    (bytes) => ({ type: 'blob', modality: 'image', mime_type: 'image/png', content: base64(bytes) }),
  ],
  [
    'a document called an image',
    'application/pdf',
    (bytes) => ({ type: 'blob', modality: 'image', mime_type: 'application/pdf', content: base64(bytes) }),
  ],
  ['a list of numbers', 'audio/wav', (bytes) => ({ type: 'file', mediaType: 'audio/wav', data: [...bytes] })],
  ['an image of OpenAI’s images', 'image/png', (bytes) => ({ b64_json: base64(bytes) })],
  ['the images of Stability', 'image/png', (bytes) => ({ images: [base64(bytes)] })],
  ['the artifacts of Stability', 'image/png', (bytes) => ({ artifacts: [{ base64: base64(bytes) }] })],
  [
    'the images of Imagen',
    'image/png',
    (bytes) => ({ predictions: [{ bytesBase64Encoded: base64(bytes), mimeType: 'image/png' }] }),
  ],
];

const json = JSON.stringify;
const text = { type: 'text', text: 'Look:' };
const prompt = (message: Json): JsonObject => ({ 'gen_ai.input.messages': json([message]) });
const answered = (response: Json): JsonObject =>
  prompt({ role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response }] });
const aiSdk = (output: Json): JsonObject => ({
  'ai.operationId': 'ai.generateText.doGenerate',
  'ai.prompt.messages': json([
    { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'call_1', toolName: 'look', output }] },
  ]),
});

/** Where a part may stand beside a text: the attributes of a span. */
const places: readonly (readonly [name: string, attributesOf: (part: JsonObject) => JsonObject])[] = [
  ['in a user’s message', (part) => prompt({ role: 'user', parts: [text, part] })],
  ['in a message with content', (part) => prompt({ role: 'user', content: [text, part] })],
  [
    'in an answer of the model',
    (part) => ({ 'gen_ai.output.messages': json([{ role: 'assistant', parts: [text, part] }]) }),
  ],
  ['among the parts of a tool’s answer', (part) => answered([text, part])],
  ['in a tool’s answer that says it has content', (part) => answered({ type: 'content', value: [text, part] })],
  ['in a tool’s answer by the Model Context Protocol', (part) => answered({ content: [text, part], isError: false })],
  ['in a tool’s answer of the AI SDK', (part) => aiSdk({ type: 'content', value: [text, part] })],
  ['in a tool’s message', (part) => prompt({ role: 'tool', tool_call_id: 'call_1', content: [text, part] })],
];

function partsIn({ messages, response }: ReturnType<typeof recordOf>): readonly Json[] {
  const content = ((messages[0] ?? response) as JsonObject)['content'];
  return isList(content) ? content : [content ?? null];
}

/** A part in the form of OpenAI's chat API. */
function chatPart(kind: Kind, bytes: Buffer): JsonObject {
  if (kind === 'image/png') return { type: 'image_url', image_url: { url: uri(kind, bytes) } };
  if (kind === 'audio/wav') return { type: 'input_audio', input_audio: { data: base64(bytes), format: 'wav' } };
  return { type: 'file', file: { file_data: uri(kind, bytes) } };
}

const description = (kind: Kind, bytes: Buffer): JsonObject => ({
  type: /image|audio/.exec(kind)?.[0] ?? 'file',
  mime_type: kind,
  bytes: bytes.length,
  sha256: sha256(bytes),
});

/** Names, titles and the like stay within the part. */
const withoutName = (part: Json): Json => {
  if (!isJsonObject(part)) return part;
  const { name: _, format: _format, ...others } = part;
  const inner = others['file'];
  return isJsonObject(inner) ? { ...others, file: withoutName(inner) } : others;
};

describe.each(places)('%s', (_place, attributesOf) => {
  test.each(shapes)('%s is a part', (_name, kind, shape) => {
    const small = file(kind, 90);
    expect(partsIn(recordOf(attributesOf(shape(small)))).map(withoutName)).toEqual([
      text,
      withoutName(chatPart(kind, small)),
    ]);
    const large = file(kind, 5000);
    expect(partsIn(recordOf(attributesOf(shape(large)))).map(withoutName)).toEqual([text, description(kind, large)]);
  });
});

describe('in a call that is too large for a record', () => {
  test.each(shapes)('%s has its true size and SHA-256', (_name, kind, shape) => {
    const bytes = file(kind, 30_000);
    const words = { type: 'text', text: 'some words '.repeat(3000) };
    const messages = json([{ role: 'user', parts: [words, shape(bytes), words] }]);
    const call = { span: chatSpan({ 'gen_ai.input.messages': messages }), logs: [] };
    const short = finish(condensed(call, { maxBytes: 16_384, maxMediaBytes: 4096 }));
    const record = toModelEvent(short.span);
    expect(json(record)).toContain(sha256(bytes));
    expect(json(record)).toContain('"bytes":30000');
    expect(json(record)).not.toMatch(/[\w+/]{200}|(?:\d+,){50}/);
  });
});

test('wherever media are nested in the output of a tool, they leave with their size and SHA-256', () => {
  const bytes = file('image/png', 5000);
  const leaf = fc.constantFrom<Json[]>(base64(bytes), byIndex(bytes), asBuffer(bytes), {
    mimeType: 'image/png',
    data: base64(bytes),
  });
  const nested = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      leaf,
      fc
        .tuple(fc.constantFrom('shot', 'result', 'output', 'data', 'a b'), tie('value'))
        .map(([name, value]) => ({ [name]: value, n: 1 })),
      fc.tuple(fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>, tie('value')).map((items): Json => items),
      fc.constantFrom('shot', 'content').map((name) => json({ list: [{ [name]: base64(bytes) }] })),
    ),
  })).value;
  fc.assert(
    fc.property(nested, fc.boolean(), (value, isCondensed) => {
      const span = chatSpan(answered(value));
      const call = finish(
        condensed({ span, logs: [] }, { maxBytes: isCondensed ? 4096 : 2 ** 20, maxMediaBytes: 4096 }),
      );
      const record = json(toModelEvent(isCondensed ? call.span : span));
      expect(record).toContain(sha256(bytes));
      expect(record).not.toMatch(/[\w+/]{200}|(?:\d+,){100}/);
    }),
    { numRuns: 100 },
  );
});

describe('of media that an attribute limit cut off, there is no hash', () => {
  test.each(shapes)('%s', (_name, kind, shape) => {
    const whole = json([{ role: 'user', parts: [text, shape(file(kind, 9000))] }]);
    for (const length of [300, 2000, 8000, 8001, 8002, 8003]) {
      const record = recordOf({ 'gen_ai.input.messages': whole.slice(0, length) }, { maxMediaBytes: 1000 });
      expect(record.metadata).toMatchObject({ truncated: true });
      expect(json(record)).not.toMatch(/sha256|SHA-256/);
      expect(json(record)).not.toMatch(/[\w+/]{1500}|(?:\d+,){200}/);
    }
  });

  test('also where the attribute is the address alone', () => {
    const url = uri('image/png', file('image/png', 9000)).slice(0, 8001);
    const record = recordOf({
      'openinference.span.kind': 'LLM',
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.contents.0.message_content.type': 'image',
      'llm.input_messages.0.message.contents.0.message_content.image.image.url': url,
    });
    expect(record.messages).toEqual([
      { role: 'user', content: [{ type: 'image', mime_type: 'image/png', truncated: true }] },
    ]);
  });
});

describe('what stands for media that an instrumentation left out stays as it is', () => {
  test.each([
    ...['[Blob substitute]', '__REDACTED__', '[REDACTED]', '<binary>', '@@@langfuseMedia:type=image/png|id=1@@@'],
    ...['REDACTED', 'redacted', 'Redacted', 'IMAGE_REMOVED', 'image-data-left-out'],
  ])('%s', (word) => {
    const parts = [
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: word },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: word } },
      { type: 'file', mediaType: 'image/png', data: word },
      { type: 'image_url', image_url: { url: word } },
    ];
    const { messages } = recordOf(prompt({ role: 'user', parts }), { maxMediaBytes: 0 });
    const about = { url: word, mime_type: 'image/png' };
    expect(messages[0]?.['content']).toEqual([
      { type: 'image_url', image_url: about },
      { type: 'image_url', image_url: about },
      { type: 'image_url', image_url: about },
      { type: 'image_url', image_url: { url: word } },
    ]);
  });
});

describe('a tool’s answer without a list of parts', () => {
  const bytes = file('image/png', 90);
  test.each<[string, Json, Json]>([
    ['is a part where it is a file', base64(bytes), [chatPart('image/png', bytes)]],
    ['is a part where it is a data URI', uri('image/png', bytes), [chatPart('image/png', bytes)]],
    ['is a part where it is a Buffer', asBuffer(bytes), [chatPart('image/png', bytes)]],
    ['is a part where it holds a file only', { result: base64(bytes) }, [chatPart('image/png', bytes)]],
    [
      'has what is beside its images',
      { images: [base64(bytes)], seed: 7 },
      [chatPart('image/png', bytes), { type: 'text', text: '{"seed":7}' }],
    ],
    [
      'has what is beside its image',
      { image: base64(bytes), caption: 'A cat' },
      [chatPart('image/png', bytes), { type: 'text', text: '{"caption":"A cat"}' }],
    ],
    [
      'is parts where it is an answer by the Model Context Protocol as text',
      json({ content: [text, { type: 'image', data: base64(bytes), mimeType: 'image/png' }] }),
      [text, chatPart('image/png', bytes)],
    ],
    [
      'is parts where it is a list of them as text',
      json([{ type: 'image', data: base64(bytes), mimeType: 'image/png' }]),
      [chatPart('image/png', bytes)],
    ],
    [
      'is parts where it is an image and its caption as text',
      json({ image: base64(bytes), caption: 'A cat' }),
      [chatPart('image/png', bytes), { type: 'text', text: '{"caption":"A cat"}' }],
    ],
    [
      'is data where it is JSON without media',
      '{"content": [{"type":"text","text":"a"}]}',
      '{"content": [{"type":"text","text":"a"}]}',
    ],
    ['is data where it is a word', 'iVBORw0KGgo', 'iVBORw0KGgo'],
    ['is data where it is a list of addresses', [{ url: 'https://a.test/1.png' }], '[{"url":"https://a.test/1.png"}]'],
    ['is data where it has other members', { shot: base64(bytes), n: 1 }, json({ shot: base64(bytes), n: 1 })],
  ])('%s', (_rule, response, content) => {
    expect(recordOf(answered(response)).messages).toEqual([{ role: 'tool', content, tool_call_id: 'call_1' }]);
  });
});

test('files that a model made are in its answer', () => {
  const bytes = file('image/png', 90);
  const { response } = recordOf({
    'ai.operationId': 'ai.generateText.doGenerate',
    'ai.response.text': 'Here it is.',
    'ai.response.files': json([{ type: 'file', mediaType: 'image/png', data: base64(bytes) }]),
  });
  expect(response['content']).toEqual([{ type: 'text', text: 'Here it is.' }, chatPart('image/png', bytes)]);
});

describe('without content, there is no trace of', () => {
  test.each(shapes)('%s', (_name, kind, shape) => {
    for (const size of [90, 5000]) {
      const bytes = file(kind, size);
      for (const [, attributesOf] of places) {
        const attributes = { ...attributesOf(shape(bytes)), 'ai.response.files': json([shape(bytes)]) };
        const record = json(recordOf(attributes, { captureContent: false }));
        expect(record).not.toContain(base64(bytes).slice(0, 20));
        expect(record).not.toMatch(/sha256|Look:|image\/png|\d+,\d+,\d+,\d+/);
      }
    }
  });
});
