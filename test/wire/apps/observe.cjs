/** What comes of it, errors with everything that an app could tell apart. */
async function observe(run) {
  try {
    return { value: await run() };
  } catch (error) {
    return { error: described(error) };
  }
}

const described = (error) =>
  error instanceof Error || error instanceof DOMException
    ? {
        name: error.name,
        message: error.message.replace(/:\d{4,5}\b/g, ':port'),
        code: error.code,
        type: error.constructor.name,
        stack: error.stack
          ?.replace(/:\d{4,5}\b/g, ':port')
          .split('\n')
          .slice(0, 6),
        cause: error.cause === undefined ? undefined : described(error.cause),
      }
    : String(error);

module.exports = { observe, described };
