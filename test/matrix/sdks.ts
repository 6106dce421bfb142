import { startAnthropic } from '../support/providers/anthropic.cjs';
import { startBedrock } from '../support/providers/bedrock.cjs';
import { startCohere } from '../support/providers/cohere.cjs';
import { startGemini } from '../support/providers/gemini.cjs';
import { startMistral } from '../support/providers/mistral.cjs';
import { startOllama } from '../support/providers/ollama.cjs';
import { startOpenAi } from '../support/providers/openai.cjs';
import {
  anthropic as anthropicForms,
  bedrock,
  cohere,
  gemini,
  ollama,
  openai as openaiForms,
} from '../wire/support/forms';
import type { Form } from './forms';
import { byFieldAndLeaf, byLeaf, type Exchange, type Judge } from './judge';
import type { Release } from './nodes';

export interface StandIn {
  readonly url: string;
  /** Where else it listens: Bedrock's over HTTP/2. */
  readonly others?: readonly string[];
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

/** An app of one SDK: its file in test/apps, without the extension, and how it is judged. */
export interface Sdk {
  readonly name: string;
  readonly app: string;
  readonly provider: string;
  readonly start: () => Promise<StandIn>;
  readonly judge: Judge;
  /** The requests whose answers the app, or its SDK, stops reading in their middle. */
  readonly left?: RegExp;
  /** The app makes at least so many. */
  readonly calls: number;
  /** Nothing that the app does fails, unless it says so itself. */
  readonly isFaultless?: boolean;
  /** The first release of Node that the SDK runs on. */
  readonly since?: Release;
  readonly env?: Readonly<Record<string, string>>;
  readonly urlOf?: (standIn: StandIn) => string;
  /** Where CI runs it: the newest major of each SDK once, but for those that other tests in CI run, or that share their client. */
  readonly ci?: readonly [form: Form, release: Release];
}

const openai = { provider: 'openai', start: startOpenAi, judge: byFieldAndLeaf(openaiForms), calls: 15 };
const anthropic = { provider: 'anthropic', start: startAnthropic, judge: byFieldAndLeaf(anthropicForms), calls: 20 };
const google = { provider: 'gcp.gemini', start: startGemini, judge: byLeaf(gemini), calls: 11 };
const mistral = { ...openai, start: startMistral };
const aws = { provider: 'aws.bedrock', start: startBedrock, judge: byLeaf(bedrock), calls: 15 };
const overHttp2 = { urlOf: ({ others: [url = ''] = [] }: StandIn): string => url };

/** Older SDKs take U+2028 in a text for the end of a line, and fail at what they then read. */
const atOddSeparators = /\[\[(slow|unicode)\]\]/;

/** Every SDK at the oldest major that is supported, the newest, and what is in use between. */
export const sdks: readonly Sdk[] = [
  { name: 'openai 4', app: 'older/openai', ...openai },
  { name: 'openai 5', app: 'openai-5/app', ...openai },
  { name: 'openai 6', app: 'openai-6/app', ...openai },
  { name: 'openai 6, responses', app: 'openai-6/responses', ...openai },
  { name: 'openai 7', app: 'openai-7/app', ...openai, ci: ['bundle', 24] },
  {
    name: 'openai 7, every helper',
    app: 'openai-7/features',
    ...openai,
    calls: 29,
    isFaultless: true,
    ci: ['ES module', 22],
  },
  { name: '@anthropic-ai/sdk 0.27', app: 'older/anthropic', ...anthropic },
  { name: '@anthropic-ai/sdk 0.71', app: 'anthropic-0.71/app', ...anthropic },
  { name: '@anthropic-ai/sdk 1', app: 'anthropic-1/app', ...anthropic },
  {
    name: '@anthropic-ai/sdk 1, every helper',
    app: 'anthropic-1/features',
    ...anthropic,
    calls: 25,
    isFaultless: true,
    ci: ['CommonJS', 24],
  },
  { name: '@google/generative-ai 0.24', app: 'older/generative-ai', ...google },
  { name: '@google/genai 1', app: 'older/genai', ...google },
  { name: '@google/genai 3', app: 'genai/app', ...google, ci: ['bundle', 20] },
  {
    name: '@google/genai 3, Vertex AI',
    app: 'genai/app',
    ...google,
    provider: 'gcp.vertex_ai',
    env: { VERTEX: 'true' },
    ci: ['CommonJS', 22],
  },
  { name: '@aws-sdk/client-bedrock-runtime 3.600', app: 'older/bedrock', ...aws },
  {
    name: '@aws-sdk/client-bedrock-runtime, HTTP/1.1',
    app: 'aws-bedrock/app',
    ...aws,
    env: { HTTP_VERSION: '1.1' },
  },
  { name: '@aws-sdk/client-bedrock-runtime, HTTP/2', app: 'aws-bedrock/app', ...aws, ...overHttp2, ci: ['bundle', 22] },
  {
    name: 'cohere-ai 7',
    app: 'older/cohere',
    provider: 'cohere',
    start: startCohere,
    judge: byLeaf(cohere),
    calls: 11,
  },
  {
    name: 'cohere-ai 8',
    app: 'cohere/app',
    provider: 'cohere',
    start: startCohere,
    judge: byLeaf(cohere),
    calls: 11,
    ci: ['worker', 24],
  },
  { name: '@mistralai/mistralai 1', app: 'older/mistral', ...mistral },
  { name: '@mistralai/mistralai 2', app: 'newest/mistral', ...mistral, ci: ['ES module', 22] },
  { name: 'groq-sdk 0.37', app: 'older/groq', ...openai, calls: 12, left: atOddSeparators },
  { name: 'groq-sdk 1', app: 'newest/groq', ...openai, calls: 12 },
  { name: 'together-ai 0.6', app: 'older/together', ...openai, calls: 12 },
  { name: 'together-ai 0.52', app: 'newest/together', ...openai, calls: 12, ci: ['CommonJS', 22] },
  { name: 'ollama 0.5', app: 'older/ollama', provider: 'ollama', start: startOllama, judge: byLeaf(ollama), calls: 12 },
  {
    name: 'ollama 0.6',
    app: 'ollama/app',
    provider: 'ollama',
    start: startOllama,
    judge: byLeaf(ollama),
    calls: 12,
    ci: ['fork', 22],
  },
  { name: 'ai 4', app: 'older/ai-4', ...openai },
  { name: 'ai 5', app: 'older/ai-5', ...openai },
  { name: 'ai 6', app: 'older/ai-6', ...openai },
  { name: 'ai 7', app: 'newest/ai', ...openai, since: 22, ci: ['ES module', 24] },
  { name: 'ai 7, Anthropic', app: 'newest/ai-anthropic', ...anthropic, calls: 12, since: 22 },
  { name: '@langchain/openai 0.3', app: 'older/langchain', ...openai, calls: 12 },
  { name: '@langchain/openai 1', app: 'newest/langchain', ...openai, calls: 12, ci: ['CommonJS', 20] },
  { name: 'axios 1', app: 'newest/axios', ...openai, calls: 12, ci: ['ES module', 20] },
  { name: 'fetch', app: 'fetch', ...openai, calls: 12, ci: ['CommonJS', 24] },
];
