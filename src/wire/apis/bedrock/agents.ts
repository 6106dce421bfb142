import { asText, compact, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { awsEventStream } from '../../http/aws-framing';
import type { Api, Folder } from '../api';
import type { Growth } from '../fields/growth';
import { texts, values } from '../fields/parts';
import { append, assign, type Writable } from '../fields/stream';
import { sum } from '../fields/usage';
import { task } from '../task';

/* Agents, flows, answers from knowledge bases, and rankings of Bedrock. https://docs.aws.amazon.com/bedrock/latest/APIReference */

/** Tokens of all models that an agent has asked, as far as it was to trace them. */
function usageIn({ usages }: JsonRecord): JsonRecord {
  const counts = recordsOf(usages);
  return compact({
    'gen_ai.usage.input_tokens': sum(...counts.map(({ inputTokens }) => inputTokens)),
    'gen_ai.usage.output_tokens': sum(...counts.map(({ outputTokens }) => outputTokens)),
  });
}

/** The usage in a trace, however deep. */
const usageOf = (trace: unknown): unknown =>
  Object.values(fieldsOf(trace))
    .map((each) => fieldsOf(fieldsOf(fieldsOf(each)['modelInvocationOutput'])['metadata'])['usage'])
    .find(Boolean);

function fold(growth: Growth): Folder {
  const body: Writable = {};
  let events = 0;
  return {
    push({ event }, fields) {
      events += 1;
      const { bytes, text, attribution, content, trace, citation, completionReason, invocationInputs, sessionId } =
        fields;
      if (event === undefined) assign(body, fields, growth); // what has no frame is no stream
      if (event === 'chunk')
        append(body, { completion: Buffer.from(asText(bytes) ?? '', 'base64').toString('utf8') }, growth);
      if (event === 'output') append(body, { completion: text }, growth);
      if (event === 'flowOutputEvent') append(body, { documents: [fieldsOf(content)['document']] }, growth);
      if (event === 'returnControl') append(body, { calls: recordsOf(invocationInputs) }, growth);
      const usage = event === 'trace' ? usageOf(trace) : undefined;
      if (usage !== undefined) append(body, { usages: [usage] }, growth);
      const citations = [
        ...recordsOf(fieldsOf(attribution)['citations']),
        ...(citation === undefined ? [] : [citation]),
      ];
      if (citations.length > 0) append(body, { citations }, growth);
      assign(body, compact({ finish_reason: completionReason, sessionId }), growth);
    },
    // A stream of the kind has no last event.
    result: () => ({ body, complete: events > 0 }),
  };
}

const calls = (value: unknown): readonly Part[] =>
  recordsOf(value).map((each) => {
    const [kind, input = {}] = Object.entries(each).find(([name]) => /InvocationInput$/.test(name)) ?? [];
    const { function: name, apiPath, parameters } = fieldsOf(input);
    return { type: 'tool_call', name: asText(name) ?? asText(apiPath) ?? String(kind), arguments: parameters };
  });

const shared = {
  provider: 'aws.bedrock',
  framings: [awsEventStream],
  fold,
  usage: usageIn,
  silent: ['usages', 'sessionId'],
} as const;

const configIn = (body: JsonRecord): JsonRecord => {
  const { knowledgeBaseConfiguration: base, externalSourcesConfiguration: sources } = fieldsOf(
    body['retrieveAndGenerateConfiguration'],
  );
  return fieldsOf(base ?? sources);
};

const isStreamed = (api: Api): Api => ({
  ...api,
  readRequest: (body, path) => {
    const read = api.readRequest(body, path);
    return { ...read, attributes: { ...read.attributes, 'gen_ai.request.stream': true } };
  },
});

const idOf = (path: string): string | undefined => /^\/(?:agents|flows)\/([^/]+)\//.exec(path)?.[1];

const agents = isStreamed(
  task({
    ...shared,
    operation: 'chat',
    at: /^\/agents\/[^/]+(?:\/agentAliases\/[^/]+\/sessions\/[^/]+\/text)?$/,
    ownPath: /\/agentAliases\/[^/]+\/sessions\/[^/]+\/text$/,
    input: { inputText: texts },
    system: 'instruction',
    output: { completion: texts, calls },
    model: ({ foundationModel: model }, path) => asText(model) ?? idOf(path),
  }),
);

const flows = isStreamed(
  task({
    ...shared,
    operation: 'chat',
    at: /^\/flows\/[^/]+\/aliases\/[^/]+$/,
    ownPath: /^\/flows\/[^/]+\/aliases\/[^/]+$/,
    input: {
      inputs: (value) =>
        recordsOf(value).flatMap(({ content }) => {
          const { document } = fieldsOf(content);
          return typeof document === 'string' ? texts(document) : values('document')(document);
        }),
    },
    output: {
      documents: (value) =>
        (Array.isArray(value) ? value : []).flatMap((each) =>
          typeof each === 'string' ? texts(each) : values('document')(each),
        ),
    },
    model: (_, path) => idOf(path),
  }),
);

const generated = task({
  ...shared,
  operation: 'chat',
  at: /\/retrieveAndGenerate$/,
  ownPath: /\/retrieveAndGenerate$/,
  input: { 'input.text': texts },
  output: { 'output.text': texts },
  model: (body) => asText(configIn(body)['modelArn']),
  answers: ({ output, sessionId }) => fieldsOf(output)['text'] !== undefined && sessionId !== undefined,
});

const generatedAsStream = isStreamed(
  task({
    ...shared,
    operation: 'chat',
    at: /\/retrieveAndGenerateStream$/,
    ownPath: /\/retrieveAndGenerateStream$/,
    input: { 'input.text': texts },
    output: { completion: texts },
    model: (body) => asText(configIn(body)['modelArn']),
  }),
);

const sourcesIn = ({ queries, sources }: JsonRecord): readonly Message[] => {
  const asked = recordsOf(queries).flatMap((each) => texts(fieldsOf(each['textQuery'])['text']));
  const parts = recordsOf(sources).flatMap((each) => {
    const { textDocument, jsonDocument } = fieldsOf(each['inlineDocumentSource']);
    return textDocument === undefined ? values('document')(jsonDocument) : texts(fieldsOf(textDocument)['text']);
  });
  return asked.length === 0 || parts.length === 0
    ? []
    : [
        { role: 'user', parts: asked },
        { role: 'user', parts },
      ];
};

const ranked = task({
  provider: 'aws.bedrock',
  operation: 'rerank',
  at: /^\/rerank$/,
  input: { queries: texts, sources: texts },
  messages: sourcesIn,
  model: ({ rerankingConfiguration: config }) => {
    const { modelConfiguration: model } = fieldsOf(fieldsOf(config)['bedrockRerankingConfiguration']);
    return asText(fieldsOf(model)['modelArn']);
  },
  output: { results: texts },
  answer: ({ results }) => {
    const ranking = recordsOf(results).map(({ index, relevanceScore: score }) => ({ index, score }));
    return ranking.length === 0 ? [] : [{ role: 'assistant', parts: [{ type: 'ranking', ranking }] }];
  },
  answers: ({ results }) => recordsOf(results).some(({ relevanceScore: score }) => typeof score === 'number'),
});

export const bedrockAgents: readonly Api[] = [agents, flows, generated, generatedAsStream, ranked];
