// The stand-in of the OpenAI API. Beside the markers that all of its kind have (sse-stand-in.cjs):
//
//   [[refusal]] [[reasoning]] [[cached]] [[unicode]] [[empty]] [[length]] [[content-filter]] [[text-and-tools]] [[no-usage]]
//   [[failed]]      a response that failed, with status 200
//
// The model `gpt-nope` is unknown. Tools, n, response_format, logprobs, stream and stream_options work as they do there; see
// openai-chat.cjs.
const { completionFor, chunksOf, versionOf } = require('./openai-chat.cjs');
const { textChunksOf, textCompletionFor } = require('./openai-completions.cjs');
const { embeddingsFor } = require('./openai-embeddings.cjs');
const { errors, streamError } = require('./openai-errors.cjs');
const { eventsOf, responseError, responseFor } = require('./openai-responses.cjs');
const { services } = require('./openai-services.cjs');
const { startSseStandIn } = require('./sse-stand-in.cjs');

function streamOf(completion, request) {
  const { usage, ...rest } = completion;
  const whole = request.stream_options?.include_usage === true ? completion : rest;
  return { chunks: chunksOf(completion, request), whole, done: true };
}

const routes = [
  [
    /\/chat\/completions$/,
    (request, scenarios, serial) => {
      const completion = completionFor(request, scenarios, serial);
      return request.stream ? streamOf(completion, request) : { body: completion };
    },
  ],
  [
    /\/completions$/,
    (request, scenarios, serial) => {
      const completion = textCompletionFor(request, scenarios, serial);
      return request.stream
        ? { chunks: textChunksOf(completion), whole: { ...completion, usage: undefined }, done: true }
        : { body: completion };
    },
  ],
  [
    /\/responses$/,
    (request, scenarios, serial) => {
      const response = responseFor(request, scenarios, serial);
      return request.stream
        ? { chunks: eventsOf(response), whole: response, named: true, streamError: responseError }
        : { body: response };
    },
  ],
  [/\/embeddings$/, (request) => ({ body: embeddingsFor(request, versionOf(request.model)) })],
];

const api = { routes, services, errors, streamError, unknownModel: 'gpt-nope', idHeader: 'x-request-id' };

async function startOpenAi(options) {
  const standIn = await startSseStandIn(api, options);
  return { url: `${standIn.origin}/v1`, ...standIn };
}

module.exports = { startOpenAi };

// As a process: prints where it listens, and ends with whoever started it.
if (require.main === module) {
  startOpenAi({ port: Number(process.argv[2] ?? 0) }).then(({ url, origin, close }) => {
    console.log(JSON.stringify({ url, origin }));
    const end = () => close().then(() => process.exit(0));
    process.stdin.on('end', end).on('error', end).resume();
    process.once('SIGTERM', end);
  });
}
