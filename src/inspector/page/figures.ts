const grouped = new Intl.NumberFormat('en-US');

export const count = (value: number): string => grouped.format(value);

/** `3 calls`, `1 call`. */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** At most four characters for what has to fit a column: `940`, `12.3k`, `1.2M`. */
export function short(value: number): string {
  if (value < 1000) return String(Math.round(value * 10) / 10);
  const [size, unit] =
    value < 999_950 ? [value / 1e3, 'k'] : value < 999_950_000 ? [value / 1e6, 'M'] : [value / 1e9, 'G'];
  return `${size < 100 ? size.toFixed(1).replace(/\.0$/, '') : Math.round(size)}${unit}`;
}

export function duration(ms: number): string {
  if (ms < 1) return ms === 0 ? '0 ms' : `${ms.toFixed(2)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((ms % 60_000) / 1000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** As many digits as a small price needs: `$0.00042`, `$1.23`. */
export function dollars(value: number): string {
  if (value === 0) return '$0';
  if (value >= 1000) return `$${grouped.format(Math.round(value))}`;
  if (value >= 1) return `$${value.toFixed(2)}`;
  return `$${Number(value.toPrecision(2)).toFixed(Math.min(8, 1 - Math.floor(Math.log10(value))))}`;
}

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  if (value < 1024 ** 2) return `${(value / 1024).toFixed(value < 10_240 ? 1 : 0)} KB`;
  return `${(value / 1024 ** 2).toFixed(1)} MB`;
}

const isShown = (time: number): boolean => Number.isFinite(time) && Math.abs(time) < 8.64e15;
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const clockTime = (time: number): string => (isShown(time) ? clock.format(time) : '–');
export const fullTime = (time: number): string => (isShown(time) ? full.format(time) : '–');

/** The time of day, and the day where it is another one than today. */
export function nearTime(time: number, now: number): string {
  if (!isShown(time)) return '–';
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  return isToday ? clock.format(time) : `${day.format(time)} ${clock.format(time).slice(0, 5)}`;
}

/** As short as the spans of a chart differ: by days, minutes or seconds. */
export function axisTime(time: number, spanMs: number): string {
  if (!isShown(time)) return '';
  if (spanMs >= 6 * 3_600_000) return day.format(time);
  if (spanMs >= 1_200_000) return `${day.format(time)} ${clock.format(time).slice(0, 5)}`;
  return spanMs >= 2000 ? clock.format(time).slice(0, 5) : clock.format(time);
}
