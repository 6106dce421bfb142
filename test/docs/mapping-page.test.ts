import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dialects } from '../../src/mapping/dialects';
import type { Facts } from '../../src/mapping/read/facts';
import type { Source } from '../../src/mapping/read/reader';
import { completed } from '../../src/mapping/record/model-event-draft';
import { draftingModelEvent } from '../../src/mapping/record/model-event-writer';
import type { Attributes } from '../../src/mapping/span/attribute-names';
import { viewOf } from '../../src/mapping/span/span-view';
import { finish } from '../../src/runtime/steps';
import { type Path, places, referencePage } from '../support/reference-page';

const file = join(__dirname, '../../docs/mapping.md');

test('the reference page says what the dialects read', () => {
  const page = referencePage();
  if (process.env['UPDATE_DOCS'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, page);
  }
  expect(readFileSync(file, 'utf8')).toBe(page);
});

/** Values of every type that some reader takes. */
const samples: readonly unknown[] = [
  true,
  7,
  'seven',
  'googleai/gemini',
  'auto',
  '["seven"]',
  '{"type":"seven","modelId":"seven","modelProvider":"seven"}',
];

const readAttributes = dialects.flatMap(({ name: dialect, reads }) =>
  (Object.keys(reads) as readonly (keyof Facts)[]).flatMap((fact) => {
    const sources: readonly Source<unknown>[] = reads[fact]?.sources ?? [];
    return sources
      .filter(({ from, parse }) => parse !== undefined || from === 'attributes')
      .map(({ from, name }) => [from === 'attributes' ? `${name}seven` : name, dialect, fact] as const);
  }),
);

test.each(readAttributes)(
  '%s of %s reaches the fields that the reference page names for it: %s',
  (name, _dialect, fact) => {
    const without = recordWith({});
    const isReached = samples.some((value) => {
      const record = recordWith({ [name]: value });
      return places[fact].every((path) => JSON.stringify(at(record, path)) !== JSON.stringify(at(without, path)));
    });
    expect(isReached).toBe(true);
  },
);

function recordWith(attributes: Attributes): unknown {
  const draft = finish(
    draftingModelEvent(
      viewOf({
        name: 'call',
        spanContext: () => ({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }),
        startTime: [1_700_000_000, 0],
        endTime: [1_700_000_001, 0],
        status: { code: 0 },
        attributes,
        events: [],
      }),
      'test',
      {
        project: 'demo',
        source: undefined,
        resource: undefined,
        captureContent: true,
        price: undefined,
        maxMediaBytes: 4096,
        isEnriched: false,
      },
    ),
  );
  return { ...completed(draft), session_name: draft.placement?.sessionName, parent_id: draft.placement?.parentId };
}

const at = (record: unknown, path: Path): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, step) => (value as Readonly<Record<string, unknown>> | undefined)?.[step], record);
