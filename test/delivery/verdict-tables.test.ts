import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classify, classifyFailure, type Outcome, type Remainder, type Sent } from '../../src/delivery/http/outcome';
import { classifySingle } from '../../src/delivery/http/single-outcome';
import { decide, noHistory } from '../../src/delivery/send/retry-policy';
import { lossAdvice } from '../../src/observability/loss-reason';

const page = readFileSync(join(__dirname, '../../docs/delivery.md'), 'utf8');

/** The cells of the table whose header begins with these. */
function table(...header: readonly string[]): readonly (readonly string[])[] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${header.join(' | ')} |`));
  const rows = lines.slice(start + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((row) => row.split(/\s*\|\s*/).slice(1, -1));
}

const code = (cell = ''): string => cell.replaceAll('`', '');
const sent: Sent = { ids: ['a', 'b', 'c'], body: [], url: 'https://honeyhive.example', keyHint: '', secrets: [] };

/** As the page names it. */
const named = (outcome: Outcome): string =>
  outcome.kind === 'partial' ? `partial, ${outcome.remainder}` : outcome.kind;

function outcomeOf(status: number, body: string): string {
  const headers = body.startsWith('<') ? { 'content-type': 'text/html' } : {};
  return named(classify({ status, headers, body }, sent));
}

test('the page has all reasons of a loss, and no others', () => {
  const reasons = table('reason').map(([reason]) => code(reason));
  expect(reasons.toSorted()).toEqual(Object.keys(lossAdvice).toSorted());
});

test.each(table('status', 'body of the answer'))('%s with the body %s is %s', (status, body, outcome) => {
  expect(outcomeOf(Number(code(status)), body === '(empty)' ? '' : code(body))).toBe(outcome);
});

test('every status without event_ids has the outcome of its one row', () => {
  const rows = table('status', 'outcome').map(([statuses = '', outcome = '']) => ({ statuses, outcome }));
  const others = new Map(
    rows.filter(({ statuses }) => statuses.startsWith('other ')).map((row) => [row.statuses, row]),
  );
  const outcomes = new Map<number, string>();
  for (const { statuses, outcome } of rows) {
    for (const [, from = '', to = from] of statuses.matchAll(/`(\d+)(?:–(\d+))?`/g)) {
      for (let status = Number(from); status <= Number(to); status += 1) {
        expect(outcomes.has(status)).toBe(false);
        outcomes.set(status, outcome);
      }
    }
  }
  for (let status = 100; status < 600; status += 1) {
    const other = others.get(`other ${Math.floor(status / 100)}xx`)?.outcome;
    expect([status, outcomes.get(status) ?? other]).toEqual([status, outcomeOf(status, '')]);
  }
});

const errors = table('error').flatMap(([codes = '', outcome = '']) =>
  [...codes.matchAll(/`(\w+)`/g)].map(([, error = '']) => [error, outcome]),
);

test.each(errors)('a request that ends with %s is %s', (error, outcome) => {
  expect(classifyFailure(error, sent).kind).toBe(outcome);
});

/** Any outcome that the page calls so. */
function outcomeNamed(name: string): Outcome {
  const [kind, remainder] = name.split(', ') as [Outcome['kind'], Remainder];
  const partial = { acked: new Set<string>(), remainder };
  return { kind, problem: '', detail: '', ...(kind === 'partial' ? partial : {}) } as Outcome;
}

/** What is decided after the same outcome again and again, until nothing changes. */
function decisionsAfter(outcome: Outcome, records: number): string {
  const kinds: string[] = [];
  let history = noHistory;
  for (let attempts = 0; attempts < 6; attempts += 1) {
    const left = outcome.kind === 'delivered' ? 0 : records;
    const decision = decide(outcome, { history, records: left, isLast: false }, { maxRetryAgeMs: 1 }, 0);
    kinds.push(decision.kind);
    if ('next' in decision) history = decision.next;
  }
  while (kinds.length > 1 && kinds.at(-1) === kinds.at(-2)) kinds.pop();
  return kinds.join(', ');
}

test.each(table('outcome', 'batch', 'single record'))(
  'after %s the decisions are %s, for one record %s',
  (name, batch, single) => {
    expect(decisionsAfter(outcomeNamed(name ?? ''), 10)).toBe(batch);
    expect(decisionsAfter(outcomeNamed(name ?? ''), 1)).toBe(single);
  },
);

test('every outcome has a row', () => {
  const names = new Set(table('outcome', 'batch').map(([name]) => name));
  for (const [, , outcome] of table('status', 'body of the answer')) expect(names).toContain(outcome);
  for (const [, outcome] of table('status', 'outcome')) expect(names).toContain(outcome);
});

/** The outcomes of a row's statuses, from the answer to the start of a session or an update. */
const singleOutcomes: Readonly<Record<string, string>> = {
  '`404`, `405`, `501`': 'unknown',
  '`400`, `422`, other 4xx': 'invalid,rejected',
  '`413`': 'too_large',
};

test.each(table('answer', 'start of a session').filter(([answers = '']) => answers in singleOutcomes))(
  'of a start or an update, %s has one row',
  (answers = '') => {
    const statuses = [...answers.matchAll(/`(\d+)`/g)].map(([, status]) => Number(status));
    if (answers.includes('other 4xx')) statuses.push(409, 410, 418);
    const kinds = statuses.map((status) => classifySingle({ status, headers: {}, body: '' }, sent).kind);
    expect([...new Set(kinds)].join()).toBe(singleOutcomes[answers]);
  },
);
