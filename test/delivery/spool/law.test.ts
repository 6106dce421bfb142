import * as fs from 'node:fs';
import { mkdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { Directory } from '../../../src/delivery/spool/directory';
import { SegmentSet, type SpoolPosition } from '../../../src/delivery/spool/segment-set';
import type { Steps } from '../../../src/runtime/steps';
import { crashed, freshDirectory, logFiles, removeDirectories } from './log-files';

afterEach(removeDirectories);

type Step =
  | { readonly kind: 'append'; readonly length: number }
  | { readonly kind: 'forget'; readonly which: number }
  | { readonly kind: 'write' }
  /** A crash in which the last so many bytes of the last write are missing. */
  | { readonly kind: 'crash'; readonly torn: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('append' as const), length: fc.integer({ min: 0, max: 700 }) }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('forget' as const), which: fc.nat() }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'write' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), torn: fc.nat(900) }) },
);

const maxSegmentBytes = 2000;

/** The files of processes that run one after the other. */
class Processes {
  directory = freshDirectory();
  segments: SegmentSet;
  positions = new Map<string, SpoolPosition>();
  #files = 0;

  constructor() {
    mkdirSync(this.directory);
    this.segments = this.#begin();
  }

  #begin(): SegmentSet {
    const nextPath = (): string => {
      this.#files += 1;
      return join(this.directory, `0123456789abcdef-${String(this.#files).padStart(5, '0')}.model.log`);
    };
    return new SegmentSet(nextPath, maxSegmentBytes, 'none', fs);
  }

  /** The next process adopts what it finds. */
  crash(tear: (files: readonly string[]) => void): void {
    this.directory = crashed(this.directory);
    tear(logFiles(this.directory));
    this.segments = this.#begin();
    this.positions = new Map();
    for (const file of new Directory(this.directory, fs).list().segments) {
      const segment = this.segments.adopt(file, false);
      const found = allSteps(segment.survey());
      if (found === undefined) throw new Error('no segment');
      expect(found.damaged).toBe(0);
      if (found.unsettled.length === 0) this.segments.settled(segment);
      for (const offset of found.unsettled) {
        const record = segment.read(offset);
        if (record === undefined) throw new Error('cannot be read');
        expect(record.bytes.toString()).toBe(textOf(record.id));
        expect(this.positions.has(record.id)).toBe(false);
        this.positions.set(record.id, { segment, offset });
      }
    }
  }
}

function allSteps<T>(work: Steps<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Of any length, with characters of one to four bytes. */
const textOf = (id: string): string => `${id} é 🗼 `.repeat(Number(id.split('-')[1] ?? 0) / 10);

test('after any crashes, what is found is what was written and had no verdict', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const processes = new Processes();
      let made = 0;
      /** What is on the disk without a verdict, and what may be there or not. */
      const written = new Set<string>();
      let unwritten: { readonly added: Set<string>; readonly forgotten: Set<string> } = fresh();
      const check = (): void => {
        const found = new Set(processes.positions.keys());
        for (const id of written) if (!unwritten.forgotten.has(id)) expect(found).toContain(id);
        for (const id of found) expect(written.has(id) || unwritten.added.has(id)).toBe(true);
      };
      for (const one of steps) {
        switch (one.kind) {
          case 'append': {
            const id = `r${made}-${one.length}`;
            made += 1;
            const bytes = Buffer.from(textOf(id));
            processes.positions.set(id, processes.segments.append({ id, bytes }, bytes.length + 40, 0));
            unwritten.added.add(id);
            break;
          }
          case 'forget': {
            const ids = [...processes.positions.keys()];
            const id = ids[one.which % Math.max(1, ids.length)];
            const position = id === undefined ? undefined : processes.positions.get(id);
            if (id === undefined || position === undefined) break;
            processes.segments.settle(position);
            processes.positions.delete(id);
            unwritten.forgotten.add(id);
            break;
          }
          case 'write':
            processes.segments.write();
            for (const id of unwritten.added) written.add(id);
            for (const id of unwritten.forgotten) written.delete(id);
            unwritten = fresh();
            break;
          case 'crash': {
            // Nothing that was written before is torn: the last write is, of what was written by then.
            const sizes = new Map(
              logFiles(processes.directory).map((path) => [path.split('/').at(-1), statSync(path).size]),
            );
            const before = processes.directory;
            processes.segments.write();
            const grown = logFiles(before).at(-1)?.split('/').at(-1);
            processes.crash((files) => {
              const last = files.find((path) => path.endsWith(grown ?? '?'));
              if (last === undefined) return;
              const least = sizes.get(grown) ?? 8;
              const { size } = statSync(last);
              if (size > least) truncateSync(last, Math.max(least, size - one.torn));
            });
            check();
            written.clear();
            for (const id of processes.positions.keys()) written.add(id);
            unwritten = fresh();
            break;
          }
        }
      }
      processes.segments.write();
      for (const id of unwritten.added) written.add(id);
      for (const id of unwritten.forgotten) written.delete(id);
      unwritten = fresh();
      processes.crash(() => undefined);
      check();
      expect([...processes.positions.keys()].sort()).toEqual([...written].sort());
      removeDirectories();
    }),
    { numRuns: Number(process.env['HH_TEST_RUNS'] ?? 100) },
  );
});

const fresh = () => ({ added: new Set<string>(), forgotten: new Set<string>() });
