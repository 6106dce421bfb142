// The stand-in of Anthropic's API. Beside the markers that all of its kind have (sse-stand-in.cjs):
//
//   [[refusal]] [[cached]] [[unicode]] [[empty]] [[length]] [[redacted]]
//
// The model `claude-nope` is unknown. Tools, web search, thinking, stop sequences, output formats and stream work as they do
// there; see anthropic-messages.cjs.
const { errors, streamError } = require('./anthropic-errors.cjs');
const { eventsOf, messageFor } = require('./anthropic-messages.cjs');
const { services } = require('./anthropic-services.cjs');
const { startSseStandIn } = require('./sse-stand-in.cjs');

const routes = [
  [
    /\/messages$/,
    (request, scenarios, serial) => {
      const message = messageFor(request, scenarios, serial);
      return request.stream ? { chunks: eventsOf(message), whole: message, named: true } : { body: message };
    },
  ],
  [/\/messages\/count_tokens$/, () => ({ body: { input_tokens: 14 } })],
];

const api = { routes, services, errors, streamError, unknownModel: 'claude-nope', idHeader: 'request-id' };

async function startAnthropic(options) {
  const standIn = await startSseStandIn(api, options);
  return { url: standIn.origin, ...standIn };
}

module.exports = { startAnthropic };
