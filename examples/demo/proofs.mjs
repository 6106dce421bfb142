// What the demo checks of what has arrived: each throws an Error that says what is missing.

/** Every call of the app is an event with the tokens and the outcome of the model's response, in one session that was started. */
export function proveCalls(calls, events, sessions) {
  const missing = calls.filter((call) => !events.some((event) => describes(event, call)));
  if (missing.length > 0) throw new Error(`${missing.length} of the app's ${calls.length} model calls have no event`);
  if (events.length > calls.length)
    throw new Error(`the app's ${calls.length} model calls became ${events.length} events`);
  proveSession(events, sessions);
}

function describes(event, { status, request, response, chunks }) {
  const usage = response?.usage ?? chunks?.at(-1)?.usage;
  return (
    event.messages.length === request.messages.length &&
    event.usage.total_tokens === usage?.total_tokens &&
    (event.error === null) === (status === 200)
  );
}

/** The agent of each turn, and in it every call and every tool that a model has asked for, in one session that was started. */
export function proveTree(calls, turns, events, sessions) {
  const tools = calls.flatMap(({ response }) => response.choices[0].message.tool_calls ?? []);
  const wanted = { chain: turns, model: calls.length, tool: tools.length };
  for (const [type, count] of Object.entries(wanted)) {
    const found = events.filter((event) => event.event_type === type);
    if (found.length !== count) throw new Error(`${found.length} ${type} events arrived instead of ${count}`);
  }
  const agents = events.filter(({ event_type }) => event_type === 'chain').map(({ event_id }) => event_id);
  const astray = events.filter(({ event_type, parent_id }) => event_type !== 'chain' && !agents.includes(parent_id));
  if (astray.length > 0) throw new Error(`${astray.length} calls and tools are not below their agent`);
  proveSession(events, sessions);
}

function proveSession(events, sessions) {
  const ids = new Set(events.map(({ session_id }) => session_id));
  if (ids.size !== 1) throw new Error(`the events are in ${ids.size} sessions instead of one`);
  if (!sessions.some(({ session_id }) => ids.has(session_id))) throw new Error('the session was never started');
}
