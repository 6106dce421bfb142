// Functions for Lambda that call a model, in every shape that handlers have.
const { ask } = require('../http-ask.cjs');

exports.promise = async ({ question }, { awsRequestId }) => ({
  question,
  answer: await ask(),
  awsRequestId,
  handler: process.env._HANDLER,
});

/** The session that its calls are in. */
exports.session = async () => {
  await ask();
  return require(process.env.PACKAGE).currentSession();
};

/** Rates them, too. */
exports.rated = async () => {
  await ask();
  const { currentSession, sendFeedback } = require(process.env.PACKAGE);
  sendFeedback({ sessionId: currentSession().id, feedback: { rating: 5 } });
};

exports.inside = { another: async () => ask() };

exports.failing = async () => {
  throw new RangeError(await ask());
};

exports.callback = (_event, _context, callback) => {
  ask().then((answer) => callback(null, answer));
};

exports.callbackAtOnce = (_event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  ask().then((answer) => callback(null, answer));
};

exports.byContext = (_event, { succeed }) => {
  ask().then(succeed);
};

exports.failingByContext = (_event, context) => {
  ask().then((answer) => context.fail(new RangeError(answer)));
};

exports.nothing = () => {
  ask();
};

exports.streaming = globalThis.awslambda?.streamifyResponse(async (_event, stream) => {
  stream.write('The answer: ');
  stream.end(await ask());
});

exports.default = async () => [await ask(), typeof module.parent];
