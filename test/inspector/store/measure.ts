// Measures what an inspector keeps, with 50,000 calls: `node --require esbuild-register test/inspector/store/measure.ts [events] [file|sqlite]`.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../src/inspector/store/open-store';
import { findBinding } from '../../../src/inspector/store/sqlite/binding';
import type { Arrived } from '../../../src/inspector/store/store';
import type { JsonObject } from '../../../src/json/json';

const [many = '50000', way = 'sqlite'] = process.argv.slice(2);
const events = Number(many);
const perRequest = 50;
const start = 1_760_000_000_000;

let state = 1;
const random = (): number => {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
  return state / 2 ** 31;
};
const letters = (): string => String.fromCharCode(97 + Math.floor(random() ** 1.7 * 26));
const vocabulary = Array.from({ length: 5000 }, () =>
  Array.from({ length: 2 + Math.floor(random() * 9) }, letters).join(''),
);
/** Some words are in nearly every text, most in few. */
const prose = (words: number): string =>
  Array.from({ length: words }, () => vocabulary[Math.floor(random() ** 3 * vocabulary.length)]).join(' ');

const uuid = (n: number, first = '0'): string => `${first.repeat(8)}-0000-5000-8000-${String(n).padStart(12, '0')}`;

const call = (n: number): Arrived => ({
  format: 'v1',
  problems: [],
  at: start + n * 1000,
  record: {
    event_type: n % 10 === 0 ? 'tool' : 'model',
    event_name: 'chat',
    event_id: uuid(n),
    session_id: uuid(n < 2000 ? 0 : 1 + (n % 1000), '1'),
    parent_id: uuid(n - 1),
    config: { model: `model-${n % 7}`, provider: 'openai', hyperparameters: { temperature: 0.2 } },
    inputs: {
      chat_history: [
        { role: 'system', content: prose(40) },
        { role: 'user', content: prose(120) },
      ],
    },
    outputs: {
      role: 'assistant',
      content: prose(120),
      ...(n % 3 === 0 ? { tool_calls: [{ function: { name: `tool_${n % 20}` } }] } : {}),
    },
    error: n % 50 === 0 ? 'Error: 429 too many requests' : null,
    start_time: start + n * 1000,
    end_time: start + n * 1000 + 800,
    duration: 200 + random() * 5000,
    metadata: {
      trace_id: uuid(n, '2'),
      prompt_tokens: 300,
      completion_tokens: n % 400,
      total_tokens: 300 + (n % 400),
      cost: random() / 100,
    },
    user_properties: { user_id: `user-${n % 97}` },
  } as JsonObject,
});

const folder = mkdtempSync(join(tmpdir(), 'inspector-store-'));
const binding = way === 'sqlite' ? findBinding() : undefined;
const open = () => openStore({ folder, binding, limits: { events: 10 ** 6, bytes: 2 ** 40 } });
const mb = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
const print = (label: string, text: string): void => console.log(`${label.padEnd(44)} ${text}`);

/** The first time and the best of five. */
function measure(label: string, work: () => unknown): void {
  const times = Array.from({ length: 6 }, () => {
    const before = performance.now();
    work();
    return performance.now() - before;
  });
  print(label, `${times[0]?.toFixed(1)} ms, then ${Math.min(...times.slice(1)).toFixed(1)} ms`);
}

try {
  let store = open();
  print('way', `${binding?.name ?? 'file'}, Node ${process.version}, ${store.where}`);
  const before = performance.now();
  for (let n = 0; n < events; n += perRequest) {
    store.addEvents(Array.from({ length: Math.min(perRequest, events - n) }, (_, index) => call(n + index)));
  }
  print(
    `adding ${events} in requests of ${perRequest}`,
    `${((performance.now() - before) / events).toFixed(2)} ms each`,
  );
  global.gc?.();
  print('memory', `heap ${mb(process.memoryUsage().heapUsed)}, in all ${mb(process.memoryUsage().rss)}`);
  store.close();
  print('on the disk', mb(readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)));
  const opening = performance.now();
  store = open();
  print('opening', `${(performance.now() - opening).toFixed(1)} ms`);

  const [common = '', rare = ''] = [vocabulary[3], vocabulary[4200]];
  measure('sessions, the first 100', () => store.sessions({}, 100));
  measure('sessions of a user', () => store.sessions({ user: ['user-5'] }, 100));
  measure('calls, the first 100', () => store.calls({}, 100, 'newest'));
  measure('calls with errors', () => store.calls({ error: true }, 100, 'newest'));
  measure('totals', () => store.totals({}));
  measure('facets', () => store.facets({}));
  measure('a session of 2,000', () => store.session(uuid(0, '1')));
  for (const [kind, text] of [
    ['common', common],
    ['rare', rare],
    ['two', `${common} ${rare}`],
    ['phrase', `"${common} ${vocabulary[0]}"`],
    ['short', 'qz'],
  ] as const) {
    measure(`search, ${kind} word: calls`, () => store.calls({ text }, 100, 'newest'));
    measure(`search, ${kind} word: sessions`, () => store.sessions({ text }, 100));
    measure(`search, ${kind} word: totals`, () => store.totals({ text }));
    measure(`search, ${kind} word: facets`, () => store.facets({ text }));
  }
  const large = { ...call(events), record: { ...call(events).record, inputs: { input: prose(1_500_000) } } };
  const adding = performance.now();
  store.addEvents([large]);
  print(`adding a record of ${mb(JSON.stringify(large).length)}`, `${(performance.now() - adding).toFixed(0)} ms`);
  measure('reading it', () => store.call(uuid(events)));
  measure('adding a call', () => store.addEvents([call(events + 1 + Math.floor(random() * 10 ** 6))]));
  const clearing = performance.now();
  store.clear();
  print('emptying', `${(performance.now() - clearing).toFixed(0)} ms`);
  store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
