import { filterBy, useLocation } from '../state/navigation';

const minute = 60_000;
const spans: readonly (readonly [label: string, ms: number])[] = [
  ['15 min', 15 * minute],
  ['1 h', 60 * minute],
  ['24 h', 24 * 60 * minute],
  ['7 days', 7 * 24 * 60 * minute],
];

/** A span up to now begins at a moment, so that a link to it shows the same tomorrow. */
export function TimeFilter() {
  const { filter } = useLocation();
  return (
    <fieldset>
      <legend>Time</legend>
      <div class="spans">
        {spans.map(([label, ms]) => (
          <button key={label} type="button" onClick={() => filterBy({ from: Date.now() - ms, to: undefined })}>
            {label}
          </button>
        ))}
      </div>
      <TimeField label="From" value={filter.from} set={(from) => filterBy({ from })} />
      <TimeField label="Before" value={filter.to} set={(to) => filterBy({ to })} />
    </fieldset>
  );
}

interface TimeFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly set: (value: number | undefined) => void;
}

const TimeField = ({ label, value, set }: TimeFieldProps) => (
  <label class="time-field">
    <span>{label}</span>
    <input
      type="datetime-local"
      step="1"
      value={value === undefined ? '' : fieldOf(value)}
      onChange={(event) => {
        const time = new Date(event.currentTarget.value).getTime();
        set(Number.isNaN(time) ? undefined : time);
      }}
    />
  </label>
);

/** In the reader's time zone, as the field wants it. */
function fieldOf(time: number): string {
  const local = new Date(time - new Date(time).getTimezoneOffset() * minute);
  return Number.isNaN(local.getTime()) ? '' : local.toISOString().slice(0, 19);
}
