import type { ComponentChildren } from 'preact';
import type { CallView } from '../call/call-view';
import { perMillion } from '../call/usage';
import { count, dollars, duration } from '../figures';

/** Time, tokens and cost, each with its parts below it. */
export function Figures({
  view: { duration: time, timeToFirstToken, usage, cost, kind },
}: {
  readonly view: CallView;
}) {
  const { prompt, cached, cacheWrite, completion, reasoning, total, others } = usage;
  const price = perMillion(cost, usage);
  const speed = speedOf(time, timeToFirstToken, completion);
  return (
    <dl class="figures">
      {time !== undefined && (
        <Figure name="Duration" value={duration(time)}>
          {timeToFirstToken !== undefined && `first token ${duration(timeToFirstToken)}`}
        </Figure>
      )}
      {prompt !== undefined && (
        <Figure name="Tokens in" value={count(prompt)}>
          {partsOf([
            ['cached', cached],
            ['written to cache', cacheWrite],
          ])}
        </Figure>
      )}
      {completion !== undefined && (
        <Figure name="Tokens out" value={count(completion)}>
          {partsOf([['reasoning', reasoning]]) || speed}
        </Figure>
      )}
      {total !== undefined && (
        <Figure name="Total" value={count(total)}>
          {others.map(([name, tokens]) => `${count(tokens)} ${name}`).join(', ')}
        </Figure>
      )}
      {cost !== undefined ? (
        <Figure name="Cost" value={dollars(cost)}>
          {price !== undefined && `${dollars(price)} a million tokens`}
        </Figure>
      ) : (
        kind === 'model' && (
          <Figure name="Cost" value="–">
            no price known
          </Figure>
        )
      )}
    </dl>
  );
}

/** Tokens a second after the first one. */
function speedOf(time: number | undefined, first = 0, completion = 0): string | undefined {
  const seconds = ((time ?? 0) - first) / 1000;
  return seconds > 0.05 && completion > 1 ? `${count(Math.round(completion / seconds))} a second` : undefined;
}

const partsOf = (parts: readonly (readonly [string, number | undefined])[]): string =>
  parts
    .flatMap(([name, tokens]) => (tokens === undefined || tokens === 0 ? [] : [`${count(tokens)} ${name}`]))
    .join(', ');

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly children: ComponentChildren;
}

const Figure = ({ name, value, children }: FigureProps) => (
  <div>
    <dt>{name}</dt>
    <dd>
      {value}
      <span class="figure-part">{children}</span>
    </dd>
  </div>
);
