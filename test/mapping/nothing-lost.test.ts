import { toModelEvent } from '../../src/mapping';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { fixtures, logsOf, spanOf } from '../support/fixture';
import { type Leaf, leavesIn, leavesOf } from '../support/leaves';

interface Exception {
  readonly reason: string;
  readonly at?: RegExp;
  readonly value?: RegExp;
  readonly library?: RegExp;
}

/** What a span says and its record does not, in whatever words. */
const exceptions: readonly Exception[] = [
  { reason: 'the name of a form, where the record has its own form', at: /(^|[./_\]])(type|mime_type)$/ },
  { reason: 'the format of a document, whose MIME type has another name', at: /\/document\/format$/ },
  { reason: 'the name of a role, where the record has its own name', at: /[./]role$/ },
  { reason: 'the envelope in which LangChain serialises a message', at: /\/(lc|id\[\]|lc_\w+(\[\])?)$/ },
  {
    reason: 'a name in capitals, where the record has small letters',
    at: /^gen_ai\.system$/,
    value: /^(OpenAI|Anthropic|Cohere)$/,
  },
  { reason: "a framework's spelling of OpenAI's word", at: /\/finish_reason$/, value: /^tool_call$/ },
  { reason: 'the name of a log event', at: /^log .* event\.name$/ },
  {
    reason: 'vectors are left out',
    at: /^(embedding\.embeddings\.n\.embedding\.vector|ai\.embeddings?|output\.value\/embedding)\[/,
  },
  { reason: 'bytes as numbers, where the record has base64', at: /\/bytes\/data\[\]$/ },
  { reason: 'a text that means nothing', at: /^gen_ai\.request\./, value: /^Not set$/ },
  { reason: 'a text that means nothing', at: /^gen_ai\.prompt\.n\.content$/, value: /^null$/ },
  { reason: 'a text that means nothing', at: /^langsmith\.metadata\./, value: /^\[object Object\]$/ },
  {
    reason: 'calls and answers of tools that Mastra shortens to texts',
    at: /^mastra\.model_step\.input\[\]\/content$/,
    value: /\[tool(-result)?: /,
  },
  { reason: 'the mark of hidden content', value: /^__REDACTED__$/ },
  {
    reason: 'tools that the app hides, left among the parameters',
    library: /^arizeai.*langchain/,
    at: /^llm\.invocation_parameters\/tools\[/,
  },
  {
    reason: 'the time of an answer that the app hides',
    library: /^arizeai.*openai-agents/,
    at: /^llm\.invocation_parameters\/created_at$/,
  },
  { reason: 'that a call failed, which its error shows', at: /^langfuse\.observation\.level$/, value: /^ERROR$/ },
  {
    reason: 'calls joined by commas, which the messages have',
    library: /^openlit/,
    at: /^gen_ai\.tool\.(args|call\.id|name)$/,
  },
  {
    reason: "the framework's finish reason, where the API's own is known",
    at: /^genkit:output\/finishReason$/,
    value: /^stop$/,
  },
  { reason: 'a document is a file in the chat API', at: /\/modality$/, value: /^document$/ },
];

const happened = new Set<Exception>();

function isExcepted(library: string, { at, value }: Leaf): boolean {
  const exception = exceptions.find(
    (one) =>
      (one.library?.test(library) ?? true) && (one.at?.test(at) ?? true) && (one.value?.test(String(value)) ?? true),
  );
  if (exception !== undefined) happened.add(exception);
  return exception !== undefined;
}

/** Everything that a record says, and what follows from it: numbers in other units, and without their parts. */
class Said {
  readonly #values: ReadonlySet<unknown>;
  readonly #texts: readonly string[];
  readonly #isCut: boolean;

  constructor(record: CreateModelEvent) {
    const said = leavesIn(record).map(({ value }) => value);
    this.#texts = [...said.filter((value) => typeof value === 'string'), ...wholeTexts(record)];
    this.#values = new Set([...said, ...following(record)].map(String));
    this.#isCut = record.metadata?.['truncated'] === true;
  }

  /** Short texts are inside of many others: they must be there as a whole, or as a word. */
  has(value: Leaf['value']): boolean {
    if (value === '' || this.#values.has(String(value))) return true;
    const text = String(value);
    if (typeof value === 'string' && text.length >= 12) {
      return this.#texts.some((each) => each.includes(text)) || (this.#isCut && /^\s*[[{]/.test(text));
    }
    const word = new RegExp(`(?<![\\p{L}\\d.])${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\d])`, 'u');
    return this.#texts.some((each) => word.test(each));
  }
}

function* wholeTexts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* wholeTexts(inner);
}

function following({ metadata = {}, start_time: start }: CreateModelEvent): readonly unknown[] {
  const { time_to_first_token_ms: first } = metadata;
  const [prompt, completion, total, read, write, reasoning] = [
    'prompt_tokens',
    'completion_tokens',
    'total_tokens',
    'cache_read_input_tokens',
    'cache_write_input_tokens',
    'reasoning_tokens',
  ].map((name) => Number(metadata[name] ?? 0));
  const cached = (read ?? 0) + (write ?? 0);
  return [
    ...(typeof first === 'number' ? [first / 1e3, new Date(Math.round(start + first)).toISOString()] : []),
    ...[prompt, total].map((count) => (count ?? 0) - cached),
    (completion ?? 0) - (reasoning ?? 0),
  ];
}

const libraries = [...new Set(fixtures('').map(({ library }) => library))].filter((library) => library !== 'wire');

describe('no value of a span or its logs is lost', () => {
  test.each(libraries)('%s', (library) => {
    const lost = new Set<string>();
    for (const recorded of fixtures(library).filter((each) => each.library === library)) {
      for (const span of recorded.spans) {
        const record = toModelEvent(spanOf(span), {
          logs: logsOf(recorded, span),
          maxMediaBytes: Number.MAX_SAFE_INTEGER,
        });
        if (record === undefined) continue;
        const said = new Said(record);
        for (const leaf of leavesOf(recorded, span)) {
          if (said.has(leaf.value) || isExcepted(library, leaf)) continue;
          lost.add(`${recorded.scenario}: ${leaf.at} is ${String(leaf.value).slice(0, 80)}`);
        }
      }
    }
    expect([...lost]).toEqual([]);
  });

  test('every exception in this list happens', () => {
    expect(exceptions.filter((exception) => !happened.has(exception))).toEqual([]);
  });
});

describe('content that has its field is not repeated in the metadata', () => {
  test.each(libraries)('%s', (library) => {
    const again = new Set<string>();
    for (const recorded of fixtures(library).filter((each) => each.library === library)) {
      for (const span of recorded.spans) {
        const record = toModelEvent(spanOf(span), { logs: logsOf(recorded, span) });
        if (record === undefined) continue;
        const { messages, response, tools, template, metadata } = record;
        const texts = leavesIn({ messages, response, tools, template })
          .map(({ value }) => String(value))
          .filter((text) => text.length >= 12);
        for (const { at, value } of leavesIn(metadata)) {
          const found = texts.find((text) => String(value).includes(text));
          // Why a choice ended stands there on purpose; and a history may tell of another answer's fingerprint.
          if (found !== undefined && !/^\/finish_reasons\[|\/system_fingerprint$/.test(at))
            again.add(`${recorded.scenario}: ${at} has ${found.slice(0, 60)}`);
        }
      }
    }
    expect([...again]).toEqual([]);
  });
});
