// What apps of features have in common.
const { setTimeout: sleep } = require('node:timers/promises');

/** Asks the provider, for three seconds at most, until this is true of the last call that it has got. */
async function isTrueOfLastCall(condition) {
  const { origin } = new URL(process.env.MODEL_URL);
  for (let times = 0; times < 60; times++) {
    const exchanges = await (await fetch(`${origin}/exchanges`)).json();
    if (condition(exchanges.at(-1))) return true;
    await sleep(50);
  }
  return false;
}

/** Whether the provider sees that the app has let go of its answer. */
const isClosed = () => isTrueOfLastCall(({ isLeft }) => isLeft);

/** An abort once the provider has got the call that has this text. */
function abortOnce(text) {
  const abort = new AbortController();
  isTrueOfLastCall(({ request }) => JSON.stringify(request).includes(text)).then(() => abort.abort());
  return abort.signal;
}

/** Which of these events a helper emits, in order, each run of the same once. */
function eventsOf(emitter, names) {
  const seen = [];
  for (const name of names) {
    emitter.on(name, () => {
      if (seen.at(-1) !== name) seen.push(name);
    });
  }
  return seen;
}

/** What an error is to an app. */
const thrownBy = (run) =>
  Promise.resolve()
    .then(run)
    .then(
      (value) => ({ value }),
      (error) => ({
        threw: error.constructor.name,
        name: error.name,
        message: error.message,
        cause: error.cause?.name,
      }),
    );

const textOf = async (stream) => new Response(stream).text();

module.exports = { abortOnce, eventsOf, isClosed, textOf, thrownBy };
