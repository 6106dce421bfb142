// Checks that the limit loop creates the same records as the exporter, since a loop that does less would be no fair comparison.
import { deepStrictEqual } from 'node:assert';
import { loadOurs, open } from '../candidates.mjs';
import { serve } from '../child.mjs';
import { flatRecord, record } from '../limit-record.mjs';
import { kinds, spanMaker } from '../spans.mjs';

const asSent = (value) => JSON.parse(JSON.stringify(value));

/** One text for each kind of span whose records differ, with the difference. */
export async function differences() {
  const { toModelEvent } = loadOurs();
  const { tracer } = await open('noop');
  return kinds.flatMap((kind) => {
    const start = spanMaker(tracer, kind);
    const spans = Array.from({ length: 40 }, (_, n) => start(n));
    for (const span of spans) span.end();
    const write = kind === 'flat' ? flatRecord : record;
    try {
      for (const span of spans) {
        const ours = toModelEvent(span, { project: 'bench' });
        if (ours !== undefined) deepStrictEqual(asSent(write(span)), asSent(ours));
      }
      return [];
    } catch (error) {
      return [`${kind}: ${error.message.slice(0, 1500)}`];
    }
  });
}

serve({ differences });
