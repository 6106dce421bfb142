import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { Diagnostics } from '../../src/observability/diagnostics';

const loggingToList = () => {
  let now = 0;
  const lines: string[] = [];
  const diagnostics = new Diagnostics(
    () => now,
    (level, sentence) => lines.push(`${level} ${sentence}`),
  );
  return { diagnostics, lines, wait: (ms: number) => (now += ms) };
};

describe('a loss', () => {
  test('is counted by its reason, and logged with the count and what to do', () => {
    const { diagnostics, lines } = loggingToList();
    diagnostics.lost(3, 'queue_full');
    expect(diagnostics.stats(0).lost).toEqual({ queue_full: 3 });
    expect(lines).toEqual([expect.stringMatching(/^error lost 3 records \(queue_full\)\. .*HH_API_URL/)]);
  });

  test('is logged once a minute for each reason, with the count of losses since the last line', () => {
    const { diagnostics, lines, wait } = loggingToList();
    for (let n = 0; n < 1000; n += 1) diagnostics.lost(1, 'rejected', 'no model');
    diagnostics.lost(1, 'shutdown');
    expect(lines).toHaveLength(2);
    wait(60_000);
    diagnostics.lost(1, 'rejected', 'no model');
    expect(lines[2]).toMatch(/^error lost 1000 records \(rejected\).*no model/);
    expect(diagnostics.stats(0).lost).toEqual({ rejected: 1001, shutdown: 1 });
  });

  test('that no line has named when the process ends is named then, and nothing twice', () => {
    const { diagnostics, lines, wait } = loggingToList();
    diagnostics.lost(2, 'rejected');
    diagnostics.lost(3, 'rejected');
    diagnostics.lost(1, 'unmappable');
    diagnostics.processEnds();
    wait(60_000);
    diagnostics.lost(4, 'rejected', 'no model');
    diagnostics.lost(5, 'too_large');
    const named = (all: readonly string[]): unknown => all.map((line) => /lost \d+ records? \(\w+\)/.exec(line)?.[0]);
    expect(named(lines)).toEqual(['lost 2 records (rejected)', 'lost 1 record (unmappable)']);
    expect(named(diagnostics.takeLossLines())).toEqual(['lost 7 records (rejected)', 'lost 5 records (too_large)']);
    expect(diagnostics.takeLossLines()).toEqual([]);
  });

  test('of a full queue is not named again once the line about its room has summed it up', () => {
    const { diagnostics, lines } = loggingToList();
    for (let n = 0; n < 5; n += 1) diagnostics.lost(1, 'queue_full');
    diagnostics.roomAgain(5);
    expect(lines).toEqual([
      expect.stringMatching(/^error lost 1 record \(queue_full\)/),
      'warn The queue has room again. Records lost while it was full: 5.',
    ]);
    expect(diagnostics.takeLossLines()).toEqual([]);
  });

  test('is no error of the app if its logger throws', () => {
    const diagnostics = new Diagnostics(
      () => 0,
      () => {
        throw new Error('the logger failed');
      },
    );
    expect(() => diagnostics.lost(1, 'shutdown')).not.toThrow();
  });
});

test.each([
  [1, 'failed once (it threw, timed out or returned an invalid record); that event was sent without'],
  [3, 'failed 3 times (it threw, timed out or returned an invalid record); those events were sent without'],
])('%i failures of redact are counted and logged', (failures, sentence) => {
  const { diagnostics, lines, wait } = loggingToList();
  diagnostics.notice('redaction_failed', 'the line before');
  for (let n = 1; n < failures; n += 1) diagnostics.redactionFailed();
  wait(60_000);
  diagnostics.redactionFailed();
  expect(lines[1]).toBe(`error \`redact\` ${sentence} the content concerned.`);
  expect(diagnostics.stats(0).redactionFailed).toBe(failures);
});

describe('log lines are written', () => {
  test('to the logger that the app has set for OpenTelemetry’s diag', () => {
    const lines: unknown[] = [];
    const line = (message: string): unknown => lines.push(message);
    diag.setLogger({ error: line, warn: line, info: line, debug: line, verbose: line }, DiagLogLevel.INFO);
    lines.length = 0;
    const diagnostics = new Diagnostics(() => 0);
    diagnostics.notice('a', 'a sentence');
    diagnostics.lost(1, 'shutdown');
    expect(lines).toEqual(['honeyhive: a sentence', expect.stringContaining('honeyhive: lost 1 record')]);
    diag.disable();
  });

  test('to the standard error output if the app has set none, unless they are mere information', () => {
    const program = `
      const { Diagnostics } = require('./src/observability/diagnostics');
      const diagnostics = new Diagnostics(() => 0);
      diagnostics.notice('a', 'some information', 'info');
      diagnostics.notice('b', 'records wait for HoneyHive');
      diagnostics.lost(1, 'shutdown');`;
    const options = { cwd: join(__dirname, '../..'), encoding: 'utf8' } as const;
    const { stderr } = spawnSync(process.execPath, ['--require', 'esbuild-register', '-e', program], options);
    expect(stderr).toMatch(/^honeyhive: records wait for HoneyHive\nhoneyhive: lost 1 record \(shutdown\)\..*\n$/);
  });
});
