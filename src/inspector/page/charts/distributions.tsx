import type { ModelTotals, Quantiles } from '../../page-api';
import { count, dollars, duration, short } from '../figures';
import { filterBy } from '../state/navigation';
import { Visible } from '../text/visible-text';
import { type Scale, scaleOf } from './scale';

interface Measure {
  readonly name: string;
  readonly of: (model: ModelTotals) => Quantiles;
  readonly format: (value: number) => string;
}

const measures: readonly Measure[] = [
  { name: 'Latency', of: ({ latency }) => latency, format: duration },
  { name: 'Tokens', of: ({ tokens }) => tokens, format: short },
  { name: 'Cost', of: ({ costs }) => costs, format: dollars },
];

/** Of each model how its calls spread: from the least to the most, with the median and what most stay below. */
export function Distributions({ models }: { readonly models: readonly ModelTotals[] }) {
  const scales = measures.map(({ of }) => scaleOf(models.map(of)));
  return (
    <section class="scrolls" tabIndex={0} aria-label="Distributions by model">
      <table class="distributions">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col" class="number">
              Calls
            </th>
            <th scope="col" class="number">
              Errors
            </th>
            {measures.map(({ name }) => (
              <th key={name} scope="col">
                {name} <span class="faint">p50 · p90 · p99</span>
              </th>
            ))}
            <th scope="col" class="number">
              Total cost
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={`${model.provider} ${model.model}`}>
              <th scope="row">
                <button
                  type="button"
                  class="plain"
                  title="Show this model alone"
                  onClick={() => filterBy({ model: [model.model] })}
                >
                  <Visible text={model.model || 'unknown'} />
                </button>
                <Visible class="faint" text={model.provider} />
              </th>
              <td class="number">{count(model.calls)}</td>
              <td class={model.errors > 0 ? 'number bad' : 'number faint'}>{count(model.errors)}</td>
              {measures.map((measure, index) => (
                <td key={measure.name}>
                  <Spread measure={measure} values={measure.of(model)} scale={scales[index]} />
                </td>
              ))}
              <td class="number">{dollars(model.cost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface SpreadProps {
  readonly measure: Measure;
  readonly values: Quantiles;
  readonly scale: Scale | undefined;
}

function Spread({ measure: { format }, values, scale }: SpreadProps) {
  const [least, p50, p90, p99, most] = values;
  if (scale === undefined || most <= 0) return <span class="faint">–</span>;
  const at = (value: number): string => `${scale(value) * 100}%`;
  const between = (from: number, to: number) => ({ left: at(from), width: `${(scale(to) - scale(from)) * 100}%` });
  return (
    <div class="spread" title={`least ${format(least)}, most ${format(most)}`}>
      <div class="spread-line" aria-hidden="true">
        <div class="spread-all" style={between(least, most)} />
        <div class="spread-most" style={between(least, p90)} />
        <div class="spread-median" style={{ left: at(p50) }} />
      </div>
      <span class="spread-figures">
        {format(p50)} · {format(p90)} · {format(p99)}
      </span>
    </div>
  );
}
