import { toModelEvent } from '../../src/mapping';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { type Fixture, fixtures, logsOf, type RecordedSpan, spanOf } from '../support/fixture';
import { nested, unnumbered } from '../support/leaves';

/** A span whose every object, also those in JSON, says one thing more than anybody knows of. */
class Infected {
  /** Where each stands, by its number. */
  readonly places: string[] = [];
  readonly #recorded: Fixture;
  readonly #span: RecordedSpan;

  constructor(recorded: Fixture, span: RecordedSpan) {
    this.#recorded = recorded;
    this.#span = span;
  }

  record(captureContent: boolean): CreateModelEvent | undefined {
    const span = this.#span;
    const infected = spanOf({
      ...span,
      attributes: this.#all(span.attributes),
      events: span.events.map((event) =>
        event.name === 'exception'
          ? event // What it says is the error of the call, which stays.
          : { ...event, attributes: this.#all(event.attributes ?? {}, `event ${event.name} `) },
      ),
    });
    const logs = logsOf(this.#recorded, span).map(({ name, attributes, body }) => ({
      name,
      attributes: this.#all(attributes, `log ${name} `),
      body: this.#value(body, `log ${name} body`),
    }));
    return toModelEvent(infected, { logs, captureContent });
  }

  #all(attributes: Readonly<Record<string, unknown>>, before = ''): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, this.#value(value, before + unnumbered(name))]),
    );
  }

  #value(value: unknown, at: string): unknown {
    if (typeof value === 'string') {
      const inner = nested(value);
      return typeof inner === 'object' ? JSON.stringify(this.#value(inner, at)) : value;
    }
    if (Array.isArray(value)) return value.map((item) => this.#value(item, `${at}[]`));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, inner]) => [name, this.#value(inner, `${at}/${name}`)] as const);
    const place = this.places.push(at) - 1;
    return { ...Object.fromEntries(members), [`unknown_${place}`]: `canary ${place}.` };
  }
}

/** What is told several times, and taken once; and what is wrapped around it. */
const exceptions: readonly (readonly [library: RegExp, at: RegExp, reason: string])[] = [
  [
    /openinference|langwatch/,
    /tools\[\]|^llm\.tools|\/functions\[\]/,
    'tools, among the parameters and in the request',
  ],
  [
    /openinference|langsmith|genkit|mastra/,
    /tool_calls?(\[\]|\.n|\.function)|_arguments_json$|\]\/arguments$/,
    'calls of tools, flat and in whole messages',
  ],
  [
    /openinference/,
    /^input\.value\/(audio|logit_bias|metadata|reasoning|response_format|stream_options|text|thinking|tool_?[cC])/,
    'parameters, alone and in the request',
  ],
  [
    /openinference/,
    /^output\.value\/(conversation|metadata|reasoning|text|tools)\b/,
    'what an answer repeats of its request',
  ],
  [/openinference/, /^output\.value\/(output_text$|output\[\]\/summary\[\]$)/, 'texts that are put together'],
  [/openinference/, /^llm\..*\.message(_content)?\.(content|text)/, 'JSON as the content of a message, flat and whole'],
  [/openinference/, /^(input|output)\.value\[\]/, 'the parts of a conversation that other attributes have'],
  [/openinference-bedrock/, /\/source(\/bytes)?$/, 'bytes of an image or a document'],
  [/langchain/, /\/(lc_kwargs|content_?[bB]locks)\b/, 'what LangChain made a message of'],
  [/langchain/, /\/response_metadata\/output\[\]|\/summary\[\]$/, 'the items that LangChain made a message of'],
  [/^mastra/, /^mastra\.metadata\.body\/content\[\]/, 'the parts of an answer that is there in a form of its own'],
  [/lang/, /\/messages\[\]\[\]$/, 'the envelope in which LangChain serialises a message'],
  [
    /^langsmith/,
    /^(gen_ai\.usage\.|langsmith\.metadata\.usage_metadata)/,
    'counts, in the three attributes that have them',
  ],
  [/^langwatch/, /^langwatch\.(input|output)(\/value\[\](\/value\[\]\/function_call)?)?$/, 'the envelope of values'],
  [/^openlit/, /^gen_ai\.tool\.args$/, 'calls joined by commas, which the messages have'],
  [
    /^traceloop-openai/,
    /^gen_ai\.input\.messages\[\](\/parts\[\])?$/,
    'a message that holds a whole conversation as its text',
  ],
];

const happened = new Set<unknown>();

function isExcepted(library: string, at: string): boolean {
  const exception = exceptions.find(([libraries, places]) => libraries.test(library) && places.test(at));
  happened.add(exception);
  return exception !== undefined;
}

const libraries = [...new Set(fixtures('').map(({ library }) => library))].filter((library) => library !== 'wire');
const ofLibrary = (name: string): readonly Fixture[] => fixtures(name).filter(({ library }) => library === name);

describe('members of an object that no reader knows are in the record, and without content nowhere', () => {
  test.each(libraries)('%s', (library) => {
    const lost = new Set<string>();
    for (const recorded of ofLibrary(library)) {
      for (const span of recorded.spans) {
        const infected = new Infected(recorded, span);
        const text = JSON.stringify(infected.record(true) ?? null);
        if (text === 'null') continue;
        infected.places.forEach((at, place) => {
          if (!text.includes(`canary ${place}.`) && !isExcepted(library, at)) lost.add(`${recorded.scenario}: ${at}`);
        });
        expect(JSON.stringify(new Infected(recorded, span).record(false))).not.toContain('canary ');
      }
    }
    expect([...lost]).toEqual([]);
  });

  test('every exception in this list happens', () => {
    expect(exceptions.filter((exception) => !happened.has(exception)).map(([, , reason]) => reason)).toEqual([]);
  });
});
