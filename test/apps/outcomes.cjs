/** Makes each call, of a client if there is one, and prints what came of it, one a line: what an app sees of its SDK. */
async function printOutcomes(calls, client) {
  for (const [name, call] of Object.entries(calls)) {
    const outcome = await Promise.resolve(client)
      .then(call)
      .catch((error) => ({
        thrown: error.constructor.name,
        name: error.name,
        message: error.message,
        status: error.status ?? error.statusCode ?? error.$metadata?.httpStatusCode ?? error.status_code,
        code: error.code,
        requestId: error.requestID ?? error.request_id,
      }));
    console.log(JSON.stringify({ name, outcome }));
  }
}

/** All that a stream brings; the app stops reading after `limit`. */
async function streamed(stream, limit = Number.POSITIVE_INFINITY) {
  const pieces = [];
  for await (const piece of stream) {
    pieces.push(piece);
    if (pieces.length >= limit) break;
  }
  return pieces;
}

module.exports = { printOutcomes, streamed };
