import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Bucket } from '../../page-api';
import { axisTime } from '../figures';
import { filterBy } from '../state/navigation';
import { useStore } from '../state/store';
import { theme } from '../state/theme';
import { shownBuckets } from './shown-buckets';

interface OverTimeProps {
  readonly title: string;
  readonly sum: string;
  readonly buckets: readonly Bucket[];
  readonly bucketMs: number;
  readonly of: 'calls' | 'tokens' | 'cost';
  readonly format: (value: number) => string;
}

const height = 96;

/** One figure in each span of time, as bars. */
export function OverTime({ title, sum, buckets, bucketMs, of, format }: OverTimeProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const chosenTheme = useStore(theme);
  const data = useMemo(() => dataOf(buckets, bucketMs, of), [buckets, bucketMs, of]);
  const latest = useRef(data);
  latest.current = data;
  useEffect(() => chart.current?.setData(data), [data]);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const draw = (): void => {
      chart.current?.destroy();
      chart.current = new uPlot(optionsOf(element, bucketMs, of, format), latest.current, element);
    };
    draw();
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', draw);
    const observer = new ResizeObserver(() => chart.current?.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      system.removeEventListener('change', draw);
      observer.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [bucketMs, of, format, chosenTheme]);
  return (
    <figure class="over-time">
      <figcaption>
        {title} <span class="figure-sum">{sum}</span>
      </figcaption>
      <div ref={place} class="chart" role="img" aria-label={`${title} over time: ${sum}`} />
    </figure>
  );
}

function dataOf(buckets: readonly Bucket[], bucketMs: number, of: OverTimeProps['of']): uPlot.AlignedData {
  const shown = shownBuckets(buckets, bucketMs);
  const times = shown.map(({ from }) => (from + bucketMs / 2) / 1000);
  const values = shown.map((bucket) => bucket[of]);
  return of === 'calls' ? [times, values, shown.map(({ errors }) => errors)] : [times, values];
}

function optionsOf(
  element: HTMLElement,
  bucketMs: number,
  of: OverTimeProps['of'],
  format: OverTimeProps['format'],
): uPlot.Options {
  const colours = getComputedStyle(element);
  const colour = (name: string): string => colours.getPropertyValue(name).trim();
  const bars = uPlot.paths.bars?.({ size: [0.8, 24], align: 0 });
  const axis = { stroke: colour('--faint'), font: '11px system-ui', grid: { show: false }, ticks: { show: false } };
  const series = (fill: string): uPlot.Series => ({
    fill,
    width: 0,
    points: { show: false },
    ...(bars && { paths: bars }),
  });
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    scales: {
      x: { range: (_, least, most) => [least - bucketMs / 2000, most + bucketMs / 2000] },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    axes: [
      { ...axis, size: 24, space: 80, values: (_, ticks) => ticks.map((tick) => axisTime(tick * 1000, bucketMs)) },
      {
        ...axis,
        size: 52,
        space: 28,
        grid: { show: true, stroke: colour('--line'), width: 1 },
        values: (_, ticks) => ticks.map((tick) => format(tick)),
      },
    ],
    series: [{}, series(colour('--bar')), ...(of === 'calls' ? [series(colour('--bad'))] : [])],
    hooks: { setSelect: [selected] },
  };
}

/** Only what was dragged has a width. */
function selected(chart: uPlot): void {
  const { left, width } = chart.select;
  if (width < 4) return;
  const timeAt = (pixels: number): number => Math.round(chart.posToVal(pixels, 'x') * 1000);
  filterBy({ from: timeAt(left), to: timeAt(left + width) });
}
