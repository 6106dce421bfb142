import { openaiEmbeddings } from '../../../../src/wire/apis/openai/embeddings';
import captured from '../../../fixtures/wire/openai-embeddings.json';
import { type Captured, exchangeOfCaptured, leavesOf, missingFrom } from '../../support/captured';
import { missingFromRecord, recordOf } from '../../support/record';
import { exchangeOf, recordingOf } from '../../support/recordings';

const exchanges = captured as unknown as readonly Captured[];
const spelling = {
  isForm: ([key]: readonly [string, unknown]) => /\.(object|index|embedding)$/.test(key),
  written: ([, value]: readonly [string, unknown]) => String(value),
};

describe('of every captured exchange with the embeddings API', () => {
  test.each(exchanges.map((each) => [each.name, each] as const))(
    '%s: all of it but the vectors is in the exchange and in the record',
    (_name, each) => {
      const exchange = exchangeOfCaptured(each);
      expect(missingFrom(exchange, each.request, spelling)).toEqual([]);
      expect(missingFrom(exchange, each.response, spelling)).toEqual([]);
      expect(missingFromRecord(exchange, each)).toEqual([]);
      expect(recordOf(exchange).response).toEqual({});
    },
  );
});

test('a total alone is what was read', () => {
  const { attributes } = openaiEmbeddings.readResponse({ data: [], usage: { total_tokens: 7 } });
  expect(attributes).toEqual({ 'gen_ai.usage.input_tokens': 7, 'gen_ai.usage.total_tokens': 7 });
});

test.each([
  ['floats', [0.123, -0.456]],
  ['base64', 'zczMPQ=='],
])('vectors in %s are never kept', (_form, embedding) => {
  const response = { object: 'list', model: 'm', data: [{ object: 'embedding', index: 0, embedding }] };
  const exchange = exchangeOf(
    recordingOf({ request: { model: 'm', input: 'x' }, response }, { url: 'https://api.openai.com/v1/embeddings' }),
  );
  const vectors = leavesOf(embedding).map(([, value]) => String(value));
  const kept = leavesOf(exchange).map(([, value]) => String(value));
  expect(kept.filter((value) => vectors.includes(value))).toEqual([]);
});

test.each<[string, unknown, readonly unknown[]]>([
  ['a text', 'a', [{ type: 'text', content: 'a' }]],
  ['a list of tokens', [1, 2], [{ type: 'tokens', tokens: [1, 2] }]],
  [
    'a text with an image',
    { text: 'a', image: 'https://x/y.png' },
    [{ type: 'input', input: { text: 'a', image: 'https://x/y.png' } }],
  ],
])('%s is an input', (_what, input, parts) => {
  expect(openaiEmbeddings.readRequest({ model: 'm', input }, '/v1/embeddings').messages).toEqual([
    { role: 'user', parts },
  ]);
});

test('a deployment in the path is the model', () => {
  const path = '/openai/deployments/my-embedder/embeddings';
  expect(openaiEmbeddings.recognises({ input: 'x' }, path)).toBe(true);
  expect(openaiEmbeddings.readRequest({ input: 'x' }, path).model).toBe('my-embedder');
});
