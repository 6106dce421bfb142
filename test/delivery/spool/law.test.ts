import { mkdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { OwnSegments, type Place } from '../../../src/delivery/spool/segment-set';
import { crashed, freshDirectory, logFiles, removeDirectories } from './log-files';

afterEach(removeDirectories);

type Step =
  | { readonly kind: 'append'; readonly length: number }
  | { readonly kind: 'forget'; readonly which: number }
  | { readonly kind: 'write' }
  /** A crash, with so many bytes of the last write missing from the file that was written to last. */
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

/** The files of one process after the other. */
class Lives {
  directory = freshDirectory();
  segments: OwnSegments;
  places = new Map<string, Place>();
  #files = 0;

  constructor() {
    mkdirSync(this.directory);
    this.segments = this.#begin();
  }

  #begin(): OwnSegments {
    const nextPath = (): string => {
      this.#files += 1;
      return join(this.directory, `0123456789abcdef-${String(this.#files).padStart(5, '0')}.model.log`);
    };
    return new OwnSegments(this.directory, nextPath, maxSegmentBytes, 'none');
  }

  /** Answers what the next process finds. */
  crash(tear: (files: readonly string[]) => void): void {
    this.directory = crashed(this.directory);
    tear(logFiles(this.directory));
    this.segments = this.#begin();
    this.places = new Map();
    for (const path of logFiles(this.directory)) {
      const adopted = this.segments.adopt(path);
      if (adopted === undefined) throw new Error('not ours');
      expect(adopted.damaged).toBe(0);
      for (const at of adopted.unsettled) {
        const record = adopted.segment.read(at);
        if (record === undefined) throw new Error('cannot be read');
        expect(record.bytes.toString()).toBe(textOf(record.id));
        expect(this.places.has(record.id)).toBe(false);
        this.places.set(record.id, { segment: adopted.segment, at });
      }
    }
  }
}

/** Records of every length, and any bytes of UTF-8. */
const textOf = (id: string): string => `${id} é 🗼 `.repeat(Number(id.split('-')[1] ?? 0) / 10);

test('what is found after any crashes is what was written and had no verdict', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const lives = new Lives();
      let made = 0;
      /** On the disk without a verdict; and what may or may not have got there. */
      const written = new Set<string>();
      let unwritten: { readonly added: Set<string>; readonly forgotten: Set<string> } = fresh();
      const check = (): void => {
        const found = new Set(lives.places.keys());
        for (const id of written) if (!unwritten.forgotten.has(id)) expect(found).toContain(id);
        for (const id of found) expect(written.has(id) || unwritten.added.has(id)).toBe(true);
      };
      for (const one of steps) {
        switch (one.kind) {
          case 'append': {
            const id = `r${made}-${one.length}`;
            made += 1;
            const bytes = Buffer.from(textOf(id));
            lives.places.set(id, lives.segments.append({ id, bytes }, bytes.length + 40, 0));
            unwritten.added.add(id);
            break;
          }
          case 'forget': {
            const ids = [...lives.places.keys()];
            const id = ids[one.which % Math.max(1, ids.length)];
            const place = id === undefined ? undefined : lives.places.get(id);
            if (id === undefined || place === undefined) break;
            lives.segments.settle(place);
            lives.places.delete(id);
            unwritten.forgotten.add(id);
            break;
          }
          case 'write':
            lives.segments.write();
            for (const id of unwritten.added) written.add(id);
            for (const id of unwritten.forgotten) written.delete(id);
            unwritten = fresh();
            break;
          case 'crash': {
            // Nothing that was written before is torn: the last write is, of what was written by then.
            const sizes = new Map(
              logFiles(lives.directory).map((path) => [path.split('/').at(-1), statSync(path).size]),
            );
            const before = lives.directory;
            lives.segments.write();
            const grown = logFiles(before).at(-1)?.split('/').at(-1);
            lives.crash((files) => {
              const last = files.find((path) => path.endsWith(grown ?? '?'));
              if (last === undefined) return;
              const least = sizes.get(grown) ?? 8;
              const { size } = statSync(last);
              if (size > least) truncateSync(last, Math.max(least, size - one.torn));
            });
            check();
            written.clear();
            for (const id of lives.places.keys()) written.add(id);
            unwritten = fresh();
            break;
          }
        }
      }
      lives.segments.write();
      for (const id of unwritten.added) written.add(id);
      for (const id of unwritten.forgotten) written.delete(id);
      unwritten = fresh();
      lives.crash(() => undefined);
      check();
      expect([...lives.places.keys()].sort()).toEqual([...written].sort());
      removeDirectories();
    }),
    { numRuns: Number(process.env['HH_TEST_RUNS'] ?? 100) },
  );
}, 120_000);

const fresh = () => ({ added: new Set<string>(), forgotten: new Set<string>() });
