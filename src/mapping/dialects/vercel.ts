import type { JsonObject } from '../../json/json';
import { isJsonObject, isObject, objectOf, withoutNullish } from '../../json/json';
import { geminiUsage } from '../api-bodies/gemini';
import { type UsageFact, usageCount } from '../api-bodies/usage-body';
import type { Message, Part } from '../messages/message';
import { partsFrom } from '../messages/read-part';
import { vercelCall } from '../messages/vercel-part';
import { readConversation, readList } from '../read/content';
import {
  amount,
  asAmount,
  asCount,
  asObject,
  asText,
  composed,
  content,
  count,
  firstOf,
  fromAttribute,
  json,
  loneText,
  map,
  number,
  seconds,
  text,
  texts,
} from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import { perSpan } from '../span/memo';
import type { SpanView } from '../span/span-view';
import { hiddenName, value } from '../steps/step-readers';
import type { Dialect } from './dialect';

/**
 * The Vercel AI SDK: its own `ai.*` attributes, which 4, 5, 6 and the legacy mode of 7 write beside a thin copy by the
 * conventions, and which 7 adds to the conventions where an app asks for more.
 */
export const vercel: Dialect = {
  name: 'vercel',
  isModelCall,
  isToolCall: (attributes) => attributes['ai.toolCall.name'] !== undefined,
  steps: {
    kindOf: stepKindOf,
    reads: {
      input: firstOf(value('ai.toolCall.args'), value('ai.prompt')),
      output: value('ai.toolCall.result'),
      toolName: hiddenName('ai.toolCall.name'),
      toolCallId: text('ai.toolCall.id'),
      agentName: text('ai.telemetry.functionId'),
    },
  },
  reads: {
    provider: text('ai.model.provider'),
    requestModel: text('ai.model.id'),
    responseModel: text('ai.response.model'),
    responseId: text('ai.response.id'),
    // Names that apps choose; these are those of the documentation's examples.
    session: named('sessionId', 'session_id'),
    user: named('userId', 'user_id'),

    input: content(
      composed(
        { attributes: ['ai.prompt.messages', 'ai.value', 'ai.values', 'ai.embedding', 'ai.embeddings'] },
        inputOf,
      ),
    ),
    output: content(
      composed(
        {
          attributes: [
            ...['ai.response.text', 'ai.response.object', 'ai.response.reasoning', 'ai.response.files'],
            'ai.response.toolCalls',
          ],
        },
        outputOf,
      ),
    ),
    finishReasons: loneText('ai.response.finishReason'),
    tools: content(fromAttribute('ai.prompt.tools', readList)),
    toolChoice: json('ai.prompt.toolChoice'),
    responseFormat: composed({ attributes: ['ai.schema', 'ai.schema.name', 'ai.schema.description'] }, schemaOf),

    temperature: number('ai.settings.temperature'),
    top_p: number('ai.settings.topP'),
    top_k: number('ai.settings.topK'),
    max_tokens: firstOf(number('ai.settings.maxOutputTokens'), number('ai.settings.maxTokens')),
    presence_penalty: number('ai.settings.presencePenalty'),
    frequency_penalty: number('ai.settings.frequencyPenalty'),
    stop: texts('ai.settings.stopSequences'),
    seed: number('ai.settings.seed'),

    inputTokens: firstOf(count('ai.usage.inputTokens'), count('ai.usage.promptTokens'), count('ai.usage.tokens')),
    outputTokens: firstOf(count('ai.usage.outputTokens'), count('ai.usage.completionTokens')),
    totalTokens: firstOf(count('ai.usage.totalTokens'), ofGemini('totalTokens')),
    cacheReadTokens: firstOf(
      count('ai.usage.inputTokenDetails.cacheReadTokens'),
      count('ai.usage.cachedInputTokens'),
      ofProvider('cacheReadInputTokens', 'cache_read_input_tokens', 'cachedPromptTokens'),
      ofGemini('cacheReadTokens'),
    ),
    cacheWriteTokens: firstOf(
      count('ai.usage.inputTokenDetails.cacheWriteTokens'),
      ofProvider('cacheCreationInputTokens', 'cache_creation_input_tokens', 'cacheWriteInputTokens'),
    ),
    cacheWriteHourTokens: map(ofProvider('ephemeral_1h_input_tokens'), (tokens) => tokens || undefined),
    isCacheApart: composed({ triggers: ['ai.model.provider'] }, isCacheApart),
    reasoningTokens: firstOf(
      count('ai.usage.outputTokenDetails.reasoningTokens'),
      count('ai.usage.reasoningTokens'),
      ofProvider('reasoningTokens'),
      ofGemini('reasoningTokens'),
    ),
    outputTextTokens: count('ai.usage.outputTokenDetails.textTokens'),
    cost: composed({ triggers: ['ai.response.providerMetadata'] }, costOf),

    timeToFirstToken: firstOf(
      amount('ai.response.msToFirstChunk'),
      amount('ai.stream.msToFirstChunk'),
      seconds('gen_ai.client.operation.time_to_first_chunk'),
      composed({ events: ['ai.stream.firstChunk', 'ai.stream.finish'] }, firstChunkOf),
    ),
  },
  // Version 7 has the app's own context on the spans around a call alone.
  inherited: ['ai.telemetry.functionId', 'ai.telemetry.metadata.', 'ai.settings.context.'],
  aboutExchange: ['ai.operationId', 'ai.response.', 'ai.usage.'],
  providers: {
    'google.vertex': 'gcp.vertex_ai',
    'google.generative-ai': 'gcp.gemini',
    'azure-openai': 'azure.ai.openai',
    'amazon-bedrock': 'aws.bedrock',
    togetherai: 'together_ai',
  },
};

/** A field of the app: in `telemetry.metadata` up to version 6, and in the runtime context from then on. */
function named(...names: readonly string[]) {
  const prefixes = ['ai.telemetry.metadata.', 'ai.settings.context.'];
  return firstOf(...prefixes.flatMap((prefix) => names.map((name) => text(`${prefix}${name}`))));
}

/** The spans around a call repeat its messages and usage, and those of all its steps. */
function isModelCall(attributes: Attributes): boolean | undefined {
  const operation = attributes['ai.operationId'];
  if (typeof operation !== 'string') return undefined;
  return operation.endsWith('.doGenerate') || operation.endsWith('.doStream') || operation.endsWith('.doEmbed');
}

/** The operations around those of the models: `ai.generateText`, `ai.embed` … */
function stepKindOf(attributes: Attributes): 'chain' | 'tool' | undefined {
  if (attributes['ai.toolCall.name'] !== undefined) return 'tool';
  const operation = attributes['ai.operationId'];
  return typeof operation === 'string' && /^ai\.[a-zA-Z]+$/.test(operation) ? 'chain' : undefined;
}

/** The messages, or the texts to embed, each as JSON. The vectors that they become are left out. */
function inputOf(span: SpanView): readonly Message[] | undefined {
  const { attributes } = span;
  const prompt = readConversation(attributes['ai.prompt.messages'], span);
  if (prompt !== undefined) return prompt;
  const values = attributes['ai.values'] ?? attributes['ai.value'];
  if (values !== undefined) return [values].flat().flatMap((value) => readConversation(value, span) ?? []);
  return attributes['ai.embeddings'] === undefined && attributes['ai.embedding'] === undefined ? undefined : [];
}

function outputOf(span: SpanView): readonly Message[] | undefined {
  const { attributes } = span;
  const answer = attributes['ai.response.text'] ?? attributes['ai.response.object'];
  const parts = [
    ...textual('reasoning', attributes['ai.response.reasoning']),
    ...textual('text', answer),
    ...filesOf(attributes['ai.response.files'], span),
    ...callsOf(attributes['ai.response.toolCalls'], span),
  ];
  if (parts.length > 0) return [{ role: 'assistant', parts }];
  return answer === '' ? [{ role: 'assistant', parts: [{ kind: 'text', text: '' }] }] : undefined;
}

function textual(kind: 'text' | 'reasoning', value: unknown): readonly Part[] {
  const text = asText(value);
  return text === undefined ? [] : [{ kind, text }];
}

function callsOf(value: unknown, span: SpanView): readonly Part[] {
  const calls = readList(value, span);
  if (calls === undefined) return textual('text', value);
  return partsFrom(calls.filter(isJsonObject).map(vercelCall));
}

/** Files that the model made: images, for example. */
const filesOf = (value: unknown, span: SpanView): readonly Part[] => partsFrom(readList(value, span) ?? asText(value));

function schemaOf({ attributes }: SpanView): JsonObject | undefined {
  const schema = asObject(attributes['ai.schema']);
  if (schema === undefined) return undefined;
  const name = asText(attributes['ai.schema.name']);
  const description = asText(attributes['ai.schema.description']);
  return { type: 'json_schema', json_schema: { ...withoutNullish({ name, description }), schema } };
}

/**
 * What providers report in their own form, by their names: the only place for cached tokens in 4, and in 5 but for streams. It is
 * no source of the counts, since there is more in it than them, and it stays in the metadata.
 */
const providerMetadata = perSpan(({ attributes }): readonly JsonObject[] =>
  Object.values(asObject(attributes['ai.response.providerMetadata']) ?? {})
    .filter(isJsonObject)
    .flatMap((metadata) => [
      metadata,
      objectOf(metadata['usage']),
      objectOf(objectOf(metadata['usage'])['cache_creation']),
    ]),
);

function ofProvider(...names: readonly string[]) {
  return composed({ triggers: ['ai.response.providerMetadata'] }, (span) => providerCount(span, names));
}

function providerCount(span: SpanView, names: readonly string[]): number | undefined {
  for (const metadata of providerMetadata(span)) {
    for (const name of names) {
      const found = asCount(metadata[name]);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Vercel's gateway and OpenRouter state it in US dollars, xAI in ticks. */
function costOf({ attributes }: SpanView): number | undefined {
  const { gateway, openrouter, xai } = asObject(attributes['ai.response.providerMetadata']) ?? {};
  const dollars = asAmount(objectOf(gateway)['cost'] ?? objectOf(objectOf(openrouter)['usage'])['cost']);
  return (dollars ?? (asAmount(objectOf(xai)['costInUsdTicks']) ?? 0) / 1e10) || undefined;
}

/** Gemini's thoughts are in no count of 5, whose output leaves them out: they show in the total. */
function ofGemini(fact: UsageFact) {
  return composed({ triggers: ['ai.response.providerMetadata'] }, (span) => {
    const usage = providerMetadata(span)
      .map(({ usageMetadata }) => usageMetadata)
      .find(isJsonObject);
    return usage && usageCount(geminiUsage(usage), fact);
  });
}

/** 4 and 5 pass on the number of Anthropic's API, which leaves the cached tokens out; 6 and 7 add them. */
function isCacheApart(span: SpanView): boolean | undefined {
  const { attributes } = span;
  if (attributes['ai.usage.inputTokenDetails.noCacheTokens'] !== undefined) return false;
  if (!/^(?:anthropic|amazon-bedrock|bedrock)\b/.test(String(attributes['ai.model.provider']))) return undefined;
  const own = providerCount(span, ['input_tokens']);
  return own === undefined || own === (attributes['ai.usage.inputTokens'] ?? attributes['ai.usage.promptTokens']);
}

function firstChunkOf({ events }: SpanView): number | undefined {
  const attributes = events.find((event) => event?.name === 'ai.stream.firstChunk')?.attributes;
  if (!isObject(attributes)) return undefined;
  return asAmount(attributes['ai.response.msToFirstChunk'] ?? attributes['ai.stream.msToFirstChunk']);
}
