// What goes wrong, as every subject meets it. `meet` answers one request; `taken` is the answer that takes all of its records.
const seconds = 1000;

/** The first so many requests meet a fault, the others are taken. */
const first = (count, fault) => (exchange) => (exchange.number <= count ? fault(exchange) : exchange.take());

/** Requests of the first so many milliseconds meet a fault. */
const until = (ms, fault) => (exchange) => (exchange.sinceFirstMs < ms ? fault(exchange) : exchange.take());

const status = (code, headers) => (exchange) => exchange.refuse(code, headers);

const inTwoSeconds = () => new Date(Date.now() + 2 * seconds).toUTCString();
const patience = ['1', inTwoSeconds, 'soon', '0'];

export const scenarios = [
  { name: '503 twice, then well', records: 200, meet: first(2, status(503)) },
  { name: '500 after half of a batch was stored', records: 200, meet: first(2, (exchange) => exchange.takeHalf()) },
  {
    name: '429 with Retry-After as seconds, date, words and zero',
    records: 200,
    meet: first(patience.length, (exchange) => {
      const after = patience[exchange.number - 1];
      exchange.refuse(429, { 'retry-after': typeof after === 'function' ? after() : after });
    }),
  },
  { name: 'reset before the answer', records: 200, meet: first(2, ({ socket }) => socket.resetAndDestroy()) },
  {
    name: 'stored, then reset before the answer',
    records: 200,
    meet: first(1, (exchange) => {
      exchange.store();
      exchange.socket.resetAndDestroy();
    }),
  },
  { name: 'stored, then reset in the answer', records: 200, meet: first(2, (exchange) => exchange.takeAndReset()) },
  {
    name: 'idle connections closed as they are used again',
    records: 200,
    flushEvery: 4,
    meet(exchange) {
      exchange.take();
      setTimeout(() => exchange.socket.resetAndDestroy(), 4);
    },
  },
  {
    name: 'an answer that trickles for 20 s',
    records: 200,
    meet: first(1, (exchange) => exchange.trickle(20 * seconds)),
  },
  { name: 'a black hole for 12 s', records: 200, meet: until(12 * seconds, () => undefined) },
  {
    name: '413 over 100 kB, a limit nobody told of',
    records: 200,
    meet: (exchange) => (exchange.bytes > 100_000 ? exchange.refuse(413) : exchange.take()),
  },
  {
    name: '400 for one bad record in a hundred',
    records: 100,
    meet: (exchange) => (exchange.records.has(77) ? exchange.refuse(400) : exchange.take()),
    deliverable: 99,
  },
  { name: 'a key that is refused for 8 s', records: 200, meet: until(8 * seconds, status(401)) },
  { name: '10,000 spans ended in one tick', records: 10_000, meet: (exchange) => exchange.take() },
  { name: 'a program that ends by itself', records: 50, endsByItself: true, meet: (exchange) => exchange.take() },
];
