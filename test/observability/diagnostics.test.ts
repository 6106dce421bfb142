import { DiagLogLevel, diag } from '@opentelemetry/api';
import { Diagnostics } from '../../src/observability/diagnostics';

const spoken = () => {
  let now = 0;
  const lines: string[] = [];
  const diagnostics = new Diagnostics(
    () => now,
    (level, sentence) => lines.push(`${level} ${sentence}`),
  );
  return { diagnostics, lines, wait: (ms: number) => (now += ms) };
};

describe('a loss', () => {
  test('is counted by its reason, and said with the count and what to do', () => {
    const { diagnostics, lines } = spoken();
    diagnostics.lost(3, 'queue_full');
    expect(diagnostics.stats(0).lost).toEqual({ queue_full: 3 });
    expect(lines).toEqual([expect.stringMatching(/^error lost 3 records \(queue_full\)\. .*HH_API_URL/)]);
  });

  test('is one line a reason a minute, and the next line counts what was not said', () => {
    const { diagnostics, lines, wait } = spoken();
    for (let n = 0; n < 1000; n += 1) diagnostics.lost(1, 'rejected', 'no model');
    diagnostics.lost(1, 'shutdown');
    expect(lines).toHaveLength(2);
    wait(60_000);
    diagnostics.lost(1, 'rejected', 'no model');
    expect(lines[2]).toMatch(/^error lost 1000 records \(rejected\).*no model/);
    expect(diagnostics.stats(0).lost).toEqual({ rejected: 1001, shutdown: 1 });
  });

  test('does no harm when the logger of the app fails', () => {
    const diagnostics = new Diagnostics(
      () => 0,
      () => {
        throw new Error('the logger’s own');
      },
    );
    expect(() => diagnostics.lost(1, 'shutdown')).not.toThrow();
  });
});

describe('lines reach a person', () => {
  test('through the logger of OpenTelemetry’s diag, where the app has one', () => {
    const lines: unknown[] = [];
    const line = (...said: unknown[]): unknown => lines.push(said[0]);
    diag.setLogger({ error: line, warn: line, info: line, debug: line, verbose: line }, DiagLogLevel.INFO);
    lines.length = 0;
    const diagnostics = new Diagnostics(() => 0);
    diagnostics.notice('a', 'a sentence');
    diagnostics.lost(1, 'shutdown');
    expect(lines).toEqual(['honeyhive: a sentence', expect.stringContaining('honeyhive: lost 1 record')]);
    diag.disable();
  });

  test('as a warning of Node, where it has none and something is lost or waits', () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation();
    const diagnostics = new Diagnostics(() => 0);
    diagnostics.notice('a', 'not worth one', 'info');
    diagnostics.notice('b', 'records wait for HoneyHive');
    diagnostics.lost(1, 'shutdown');
    expect(emitWarning.mock.calls).toEqual([
      ['records wait for HoneyHive', 'HoneyHive'],
      [expect.stringContaining('lost 1 record'), 'HoneyHive'],
    ]);
    emitWarning.mockRestore();
  });
});
