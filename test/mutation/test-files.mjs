import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files of laws that are checked over every recording, which takes seconds each. What they notice, unit tests should. */
const overRecordings = [
  'truth',
  'scoreboard',
  'laws',
  'canary',
  'content-free',
  'unknown-members',
  'nothing-lost',
  'privacy',
];
/** And what takes long for another reason, or needs the SDKs of `test/apps`. */
const left = new Set([...overRecordings, 'read/linear', 'span/resource-attributes'].map((name) => `mapping/${name}`));

/** Tests of other files that take long, by their names, and the files that they are about; those over all recordings run for none. */
const slow = [
  [/\bevery (?:recorded|exchange)\b/, /^$/],
  [/too large for a record|wherever media are nested/, /media/],
  [/numbered items|items are what their leaves make/, /flattened-attributes/],
  [/ says is in the record, and there once/, /fuller-conversation/],
  [/^any (?:conversation|span whatsoever) has the same record/, /splice/],
  [/^whatever a span holds, its event/, /v1-event/],
];

const ofDelivery = [
  'delivery/batch',
  'delivery/verdict-tables',
  'delivery/http/clock-skew',
  'delivery/http/outcome',
  'delivery/http/server-message',
  'delivery/http/single-outcome',
  'delivery/send/adaptive-size-limit',
  'delivery/send/circuit-breaker',
  'delivery/send/retry-policy',
  'delivery/spool/entry',
];

/** The files of tests of the parts that have mutants: of the mapping, of delivery, or of both. */
export function testFiles(root, mutated) {
  const tests = [
    ...(mutated.some((path) => path.includes('/src/mapping/')) ? ofMapping(root) : []),
    ...(mutated.some((path) => path.includes('/src/delivery/')) ? ofDelivery : []),
  ];
  return tests.map((test) => join(root, 'test', `${test}.test.ts`));
}

const ofMapping = (root) =>
  readdirSync(join(root, 'test/mapping'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `mapping/${path.replaceAll('\\', '/').slice(0, -'.test.ts'.length)}`)
    .filter((path) => !left.has(path));

/** Whether a test, by its name, is quick, or about one of the mutated files. */
export const isAsked = (name, mutated) =>
  slow.every(([names, files]) => !names.test(name) || mutated.some((path) => files.test(path)));

/**
 * So many tests of one file are asked about a mutant: where they notice nothing, others of that file seldom do, and running all tests
 * takes seconds. Those in files that are named like the mutated one are all asked; a table's mutant is asked of tests that need not
 * come by it, on modules that have just been evaluated and are slow.
 */
export const maxTests = (file, mutated, isOfTable) => {
  if (likenessTo(mutated)(file) > 1) return Number.POSITIVE_INFINITY;
  return (isRecorded(file) ? 200 : 40) / (isOfTable ? 4 : 1);
};

const isRecorded = (file) => file.includes('/recorded-');

/** Those first that are named like the mutated file or its folders, then those over recordings. */
export function likeliestFirst(files, mutated) {
  const likely = likenessTo(mutated);
  const worth = new Map(files.map((file) => [file, likely(file) + (isRecorded(file) ? 0.5 : 0)]));
  return files.toSorted((one, other) => worth.get(other) - worth.get(one));
}

/** How many words the names of tests or files have in common with a path. */
export function likenessTo(path) {
  const words = new Set(wordsOf(path));
  return (name) => new Set(wordsOf(name).filter((word) => words.has(word))).size;
}

const wordsOf = (path) => path.replace(/^.*\/(?:src|test)\/|(?:\.test)?\.ts$/g, '').split(/[^a-z0-9]+/i);
