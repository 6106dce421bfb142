import type { OpenAiStandIn } from './openai.cjs';

export declare function startMistral(): Promise<OpenAiStandIn>;
