// Preloaded into an app: observes its model calls and leaves their spans in a file when it ends.
import { writeFileSync } from 'node:fs';
import { startWire } from '../../../src/wire/index';
import { createTracer, type EndedSpan } from '../../../src/wire/span/tracer';

const spans: EndedSpan[] = [];
const tracer = createTracer({ version: '0.0.0', resourceAttributes: {}, onEnd: (span) => spans.push(span) });
const wire = startWire({ tracer: () => tracer, structured: true, captureContent: true });

process.on('exit', () => {
  wire.settleNow();
  writeFileSync(process.env['SPANS_FILE'] ?? '', JSON.stringify(spans));
});
