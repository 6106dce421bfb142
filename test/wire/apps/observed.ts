// Preloaded into an app: observes its model calls and leaves their spans in a file when it ends.
import { writeFileSync } from 'node:fs';
import { startWire } from '../../../src/wire/index';
import type { EndedSpan } from '../../../src/wire/span/ended-span';

const spans: EndedSpan[] = [];
const wire = startWire({
  record: (span) => spans.push(span),
  origin: { version: '0.0.0', resourceAttributes: {} },
  captureContent: true,
});

process.on('exit', () => {
  wire.settleNow();
  writeFileSync(process.env['SPANS_FILE'] ?? '', JSON.stringify(spans));
});
