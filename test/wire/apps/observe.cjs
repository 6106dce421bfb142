/** The result, or the error with everything that an app can observe of it. */
async function observe(run) {
  try {
    return { value: await run() };
  } catch (error) {
    return { error: described(error) };
  }
}

/** Whether Node ran a continuation from a timer or from its queue of ticks differs from run to run. */
const scheduling = /node:internal\/(process\/task_queues|timers)/;

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
          .filter((frame) => !scheduling.test(frame))
          .slice(0, 6),
        cause: error.cause === undefined ? undefined : described(error.cause),
      }
    : String(error);

module.exports = { observe, described };
