import type { Totals } from '../../page-api';
import { count, dollars, short } from '../figures';
import { Distributions } from './distributions';
import { OverTime } from './over-time';

/** The calls that match, over time and by model. */
export function Charts({ totals }: { readonly totals: Totals }) {
  const { buckets, bucketMs, models, calls, totalTokens, cachedTokens, reasoningTokens, cost } = totals;
  if (calls === 0) return <p class="note">No model calls to draw.</p>;
  // Of the calls drawn here; the totals count failed tools, too.
  const errors = models.reduce((sum, model) => sum + model.errors, 0);
  const sum = { calls: `${count(calls)}${errors > 0 ? `, ${count(errors)} failed` : ''}`, tokens: count(totalTokens) };
  const parts = [
    cachedTokens > 0 ? `${short(cachedTokens)} cached` : '',
    reasoningTokens > 0 ? `${short(reasoningTokens)} reasoning` : '',
  ].filter((part) => part !== '');
  return (
    <div class="charts">
      <section aria-labelledby="over-time">
        <h2 id="over-time">Over time</h2>
        <OverTime title="Model calls" sum={sum.calls} buckets={buckets} bucketMs={bucketMs} of="calls" format={short} />
        <OverTime
          title="Tokens"
          sum={parts.length === 0 ? sum.tokens : `${sum.tokens}, of these ${parts.join(', ')}`}
          buckets={buckets}
          bucketMs={bucketMs}
          of="tokens"
          format={short}
        />
        <OverTime title="Cost" sum={dollars(cost)} buckets={buckets} bucketMs={bucketMs} of="cost" format={dollars} />
        <p class="faint">Drag across a chart to see that time alone.</p>
      </section>
      <section aria-labelledby="by-model">
        <h2 id="by-model">By model</h2>
        <Distributions models={models} />
      </section>
    </div>
  );
}
