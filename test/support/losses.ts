import type { Fixture } from './fixture';

export type Loss = readonly [library: RegExp, scenario: RegExp, aspect: RegExp, reason: string];

/** What a library itself says otherwise than the exchange: nothing can be made of it here. */
export const losses: readonly Loss[] = [
  [/^traceloop/, /^chat-n2|^completions-array-n2/, /^finish reason$/, 'keeps the first choice only'],
  [/^traceloop/, /^images/, /^usage total$/, 'invents the output tokens of an image'],
  [
    /^traceloop/,
    /^responses-(messages-input|tools-followup)$/,
    /^(input|tool answer)/,
    'writes the whole input as one text of the user',
  ],
  [
    /^ai-4/,
    /^generateText-tools-loop/,
    /^tool answer$/,
    'sends a text that a tool answers as JSON, and tells it plainly',
  ],
  [/^traceloop-anthropic-0\.22/, /^messages-stream-tools$/, /^finish reason$/, 'keeps no finish reason of streams'],
  [
    /^(traceloop-node-server|honeyhive-1)/,
    /^(workflow-stream|chat-stream-usage)$/,
    /^usage/,
    'estimates the usage of streams',
  ],
  [/^otel-aws-sdk/, /^converse-reasoning$/, /^usage prompt$/, 'leaves out the cached tokens, and does not tell them'],
  [
    /^otel-aws-sdk/,
    /^invoke-stream-(anthropic|llama)$/,
    /^usage/,
    'takes the count of one chunk for that of the stream',
  ],
  [
    /^overlap--traceloop-langchain/,
    /^agent-create$/,
    /^usage/,
    'tells of each call twice and once without its id, so that two of its spans meet the wrong exchange here',
  ],
  [
    /^arizeai.*langchain/,
    /--hide-inputs-outputs$/,
    /^tool /,
    'hides the inputs, tools among them: the request parameters that still have them do not bring them back',
  ],
  [/^openinference-openai/, /^chat-n2-stream$/, /^finish reason$/, 'makes one garbled text of both choices'],
  [/^(openinference|langfuse)-openai/, /^embeddings-tokens$/, /^usage prompt$/, 'counts nothing; 3 is a token here'],
  [/^openinference-bedrock/, /^invoke-jamba$/, /^request model$/, 'names the model in full only where it answers'],
  [
    /^openinference-bedrock/,
    /^invoke-stream-(llama|nova|titan)$/,
    /^usage/,
    "takes a chunk's count, or Bedrock's of the invocation, for that of the answer",
  ],
  [/^langfuse-langchain/, /^chat-tools-followup$/, /^tool answer$/, 'has lost which call is answered'],
  [/^langfuse-tracing/, /^tracing-manual-generation$/, /^usage cacheRead$/, 'has counts that the app made up'],
  [/^openlit/, /^anthropic-messages-stream/, /^usage/, 'adds the count that opens a stream to the one that ends it'],
  [
    /^ax-llm/,
    /^err-400$/,
    /^(input text of user|error)$/,
    'quotes the exchange in the stack of its error, and nowhere else',
  ],
];

/** The loss that excuses that an aspect of this name is missing. */
export const lossOf = ({ library, scenario }: Fixture, aspect: string): Loss | undefined =>
  losses.find(
    ([libraries, scenarios, aspects]) => libraries.test(library) && scenarios.test(scenario) && aspects.test(aspect),
  );
