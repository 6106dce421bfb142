import type { CallRow } from '../../page-api';
import { duration } from '../figures';
import { extentOf } from './build-tree';

interface Extent {
  readonly from: number;
  readonly to: number;
}

const percent = (part: number, whole: number): string => `${Math.min(100, Math.max(0, (part / whole) * 100))}%`;

/** Where the events lie in the session's time; of a model call, how long its first token took. */
export function Bar({ rows, extent }: { readonly rows: readonly CallRow[]; readonly extent: Extent }) {
  const [row] = rows;
  const own = extentOf(rows);
  const whole = extent.to - extent.from;
  const length = rows.length === 1 ? (row?.duration ?? 0) : own.to - own.from;
  const start = (own.from - extent.from) / whole;
  const firstToken = rows.length === 1 ? row?.timeToFirstToken : null;
  const kind = rows.length === 1 ? `${row?.kind}${row?.error ? ' failed' : ''}` : 'trace';
  const side = sideOf(start, start + length / whole);
  return (
    <div class="bar-place" aria-hidden="true">
      <div class={`bar bar-${kind}`} style={{ left: percent(start, 1), width: percent(length, whole) }}>
        {typeof firstToken === 'number' && length > 0 && (
          <div class="bar-first" style={{ width: percent(firstToken, length) }} />
        )}
      </div>
      <span class="bar-time" style={placeOf(side, start, start + length / whole)} data-side={side}>
        {duration(length)}
      </span>
    </div>
  );
}

/** Where there is room for the time beside a bar. */
const sideOf = (start: number, end: number): 'before' | 'after' | 'within' => {
  if (end <= 0.75) return 'after';
  return start > 0.3 ? 'before' : 'within';
};

function placeOf(side: ReturnType<typeof sideOf>, start: number, end: number): Readonly<Record<string, string>> {
  if (side === 'within') return {};
  return side === 'after' ? { left: percent(end, 1) } : { right: percent(1 - start, 1) };
}

const marks = [0, 0.25, 0.5, 0.75];

export function TimeAxis({ extent }: { readonly extent: Extent }) {
  return (
    <div class="axis" aria-hidden="true">
      <div class="axis-label">Event</div>
      <div class="axis-marks">
        {marks.map((mark) => (
          <span key={mark} style={{ left: percent(mark, 1) }}>
            {duration(mark * (extent.to - extent.from))}
          </span>
        ))}
      </div>
    </div>
  );
}
