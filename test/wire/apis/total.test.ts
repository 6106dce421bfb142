import fc from 'fast-check';
import type { JsonRecord } from '../../../src/json/json-record';
import { apis } from '../../../src/wire/apis/index';
import { folded } from '../support/folded';

/** Names that bodies and events of these APIs have: a body of any values under them goes deepest into the readers. */
const names = [
  ...[
    'model',
    'messages',
    'input',
    'prompt',
    'system',
    'tools',
    'tool_choice',
    'stream',
    'thinking',
    'reasoning',
    'text',
  ],
  ...['output', 'choices', 'content', 'usage', 'error', 'delta', 'message', 'response', 'item', 'part', 'type', 'role'],
  ...[
    'id',
    'index',
    'output_index',
    'content_index',
    'summary',
    'annotations',
    'citations',
    'source',
    'name',
    'arguments',
  ],
  ...['output_config', 'input_tokens', 'output_tokens_details', 'incomplete_details', 'content_block', 'partial_json'],
];
const types = [
  ...['message', 'reasoning', 'function_call', 'function_call_output', 'web_search_call', 'image_generation_call'],
  ...['text', 'thinking', 'image', 'document', 'tool_use', 'tool_result', 'input_image', 'input_file', 'input_audio'],
  ...['message_start', 'content_block_start', 'content_block_delta', 'message_delta', 'error', 'response.completed'],
  ...['response.output_item.added', 'response.output_text.delta', 'response.output_text.annotation.added'],
];

const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.oneof(fc.constantFrom(...types), fc.string(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), tie('value'), { maxKeys: 6 }),
  ),
}));
const anyBody = fc
  .dictionary(fc.constantFrom(...names), anyValue, { maxKeys: 8 })
  .map((body) => JSON.parse(JSON.stringify(body)) as JsonRecord);

const readers = apis.flatMap(({ ends, load }) =>
  [load()].flat().map((api) => [`${api.provider} ${api.operation} at ${ends.join(', ')}`, api, ends[0]] as const),
);

interface Example {
  readonly body: JsonRecord;
  readonly events: readonly JsonRecord[];
}

const example: fc.Arbitrary<Example> = fc.record({ body: anyBody, events: fc.array(anyBody, { maxLength: 6 }) });
/** Each API would draw the same ones, from the seed of the run. */
const examples = fc.sample(example, 100 * Number(process.env['HH_TEST_RUNS'] ?? 1));

test.each(readers)('%s: any body is read without an error', (_name, api, ending) => {
  const path = `/v1/model/m${ending}`;
  const read = ({ body, events }: Example): void => {
    expect(typeof api.recognises(body, path)).toBe('boolean');
    api.readRequest(body, path);
    api.readError(body);
    const data = events.map((event) => ({ data: JSON.stringify(event) }));
    const { fold } = api;
    const response = fold === undefined ? body : folded((growth) => fold(growth), data).body;
    for (const answer of [body, response]) JSON.stringify(api.readResponse(answer));
  };
  for (const each of examples) {
    try {
      read(each);
    } catch (error) {
      fc.assert(fc.property(example, read)); // shrinks it
      throw error;
    }
  }
});
