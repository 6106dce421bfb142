import type { JsonObject } from '../../../json/json';
import { JsonTree } from '../text/json-tree';
import { Visible } from '../text/visible-text';

const maxFacts = 300;

/** Names and their values. */
export function FactTable({ facts }: { readonly facts: JsonObject }) {
  const entries = Object.entries(facts);
  return (
    <dl class="facts">
      {entries.slice(0, maxFacts).map(([name, value]) => (
        <div key={name}>
          <dt>
            <Visible text={name.slice(0, 200)} />
          </dt>
          <dd>
            {typeof value === 'string' && value.length < 160 ? (
              <Visible text={value} />
            ) : (
              <JsonTree value={value ?? null} open={1} />
            )}
          </dd>
        </div>
      ))}
      {entries.length > maxFacts && <div>and {entries.length - maxFacts} more, in the record</div>}
    </dl>
  );
}
