import { diag } from '@opentelemetry/api';
import { Diagnostics } from '../../../src/observability/diagnostics';
import type { Disposition } from '../../../src/pipeline/ended-call';
import { UnrecordedSpans } from '../../../src/pipeline/hints/unrecorded-spans';
import { chatSpan } from '../../support/call';
import { captureLog } from '../../support/log';

afterEach(() => diag.disable());

const span = chatSpan({});

test.each<[Disposition, number]>([
  ['export', 0],
  ['defer', 0],
  ['duplicate', 0],
  ['ignore', 1],
])('500 spans behind one that is to %s: %i hints that there is no call', (disposition, hints) => {
  const said = captureLog();
  const diagnostics = new Diagnostics(() => 0);
  diagnostics.configure({ hints: true, debug: false });
  const spans = new UnrecordedSpans(diagnostics);
  spans.count(span, disposition);
  for (let count = 0; count < 600; count += 1) spans.count(span, 'ignore');
  expect(said.filter((line) => line.includes('no model call among 500 spans'))).toHaveLength(hints);
});
