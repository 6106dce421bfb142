// The faults that every subject is exposed to. `respond` answers one request; `take` stores all of its records and answers 200.
const seconds = 1000;

/** The first `count` requests meet a fault, the others succeed. */
const first = (count, fault) => (exchange) => (exchange.number <= count ? fault(exchange) : exchange.take());

/** Requests within the first `ms` milliseconds meet a fault, the others succeed. */
const until = (ms, fault) => (exchange) => (exchange.sinceFirstMs < ms ? fault(exchange) : exchange.take());

const status = (code, headers) => (exchange) => exchange.refuse(code, headers);

const inTwoSeconds = () => new Date(Date.now() + 2 * seconds).toUTCString();
const retryAfters = ['1', inTwoSeconds, 'soon', '0'];

export const scenarios = [
  { name: 'answers 503 twice, then 200', records: 200, respond: first(2, status(503)) },
  {
    name: 'answers 500 after it stored half of a batch',
    records: 200,
    respond: first(2, (exchange) => exchange.takeHalf()),
  },
  {
    name: 'answers 429 with Retry-After as seconds, a date, an invalid word and zero',
    records: 200,
    respond: first(retryAfters.length, (exchange) => {
      const after = retryAfters[exchange.number - 1];
      exchange.refuse(429, { 'retry-after': typeof after === 'function' ? after() : after });
    }),
  },
  {
    name: 'resets the connection before its response',
    records: 200,
    respond: first(2, ({ socket }) => socket.resetAndDestroy()),
  },
  {
    name: 'stores the batch, then resets before its response',
    records: 200,
    respond: first(1, (exchange) => {
      exchange.store();
      exchange.socket.resetAndDestroy();
    }),
  },
  {
    name: 'stores the batch, then resets during its response',
    records: 200,
    respond: first(2, (exchange) => exchange.takeAndReset()),
  },
  {
    name: 'closes idle connections as they are reused',
    records: 200,
    flushEvery: 4,
    respond(exchange) {
      exchange.take();
      setTimeout(() => exchange.socket.resetAndDestroy(), 4);
    },
  },
  {
    name: 'sends its response over 20 s, byte by byte',
    records: 200,
    respond: first(1, (exchange) => exchange.trickle(20 * seconds)),
  },
  { name: 'does not respond for 12 s', records: 200, respond: until(12 * seconds, () => undefined) },
  {
    name: 'answers 413 over 100 kB, an undocumented limit',
    records: 200,
    respond: (exchange) => (exchange.bytes > 100_000 ? exchange.refuse(413) : exchange.take()),
  },
  {
    name: 'answers 400 for one bad record in a hundred',
    records: 100,
    respond: (exchange) => (exchange.records.has(77) ? exchange.refuse(400) : exchange.take()),
    deliverable: 99,
  },
  { name: 'rejects the API key for 8 s', records: 200, respond: until(8 * seconds, status(401)) },
  {
    name: 'answers normally; 10,000 spans end in one turn of the event loop',
    records: 10_000,
    respond: (exchange) => exchange.take(),
  },
  {
    name: 'answers normally; the program has nothing left to do, and ends without flush or shutdown',
    records: 50,
    endsByItself: true,
    respond: (exchange) => exchange.take(),
  },
];
