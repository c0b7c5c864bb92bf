/** A chart over time, by uPlot: it draws again when data comes, and when the theme or the width changes. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { clockTime } from '../format.ts';

export interface Series {
  readonly label: string;
  /** As many as there are times; what is not known is null. */
  readonly values: readonly (number | null)[];
}

/** Told apart by people who do not tell red from green, on light and on dark. After Okabe and Ito. */
const COLOURS = [
  '#0b7bc1',
  '#d55e00',
  '#009e73',
  '#b0629a',
  '#a08200',
  '#56b4e9',
  '#8a8f98',
  '#e0a000',
  '#7a5cff',
  '#c44e52',
];

const HEIGHT = 190;

/** Distances of marks, which their labels can tell apart: 1, 2, 5, 10 and so on. */
const WHOLE = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

interface PlotProps {
  readonly title: string;
  readonly unit: (value: number) => string;
  /** In seconds since 1970. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
}

const timeOf = (seconds: number): string => clockTime(new Date(seconds * 1_000).toISOString());

export function Plot({ title, unit, times, series }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const data = [times, ...series.map(({ values }) => values)] as uPlot.AlignedData;
  const shape = series.map(({ label }) => label).join();
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    // A canvas knows no variables: the figure's own colours, which follow the theme, are looked up at each drawing.
    const ink = () => getComputedStyle(current).color;
    const grid = { stroke: () => getComputedStyle(current).borderTopColor, width: 1 };
    plot.current = new uPlot(
      {
        width: current.clientWidth,
        height: HEIGHT,
        legend: { live: true },
        scales: { y: { range: (_, least, most) => [Math.min(0, least ?? 0), Math.max(1, (most ?? 0) * 1.05)] } },
        axes: [
          { stroke: ink, grid, ticks: grid, size: 32, space: 80, values: (_, ticks) => ticks.map(timeOf) },
          {
            stroke: ink,
            grid,
            ticks: grid,
            size: 64,
            incrs: WHOLE,
            values: (_, ticks) => ticks.map(unit),
          },
        ],
        series: [
          { label: 'Time', value: (_: uPlot, seconds: number | null) => (seconds === null ? '–' : timeOf(seconds)) },
          ...series.map(({ label }, index) => ({
            label,
            stroke: COLOURS[index % COLOURS.length] ?? '#888',
            width: 1.5,
            points: { show: false },
            value: (_: uPlot, value: number | null) => (value === null ? '–' : unit(value)),
          })),
        ],
      },
      data,
      current,
    );
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: current.clientWidth, height: HEIGHT }));
    resized.observe(current);
    return () => {
      resized.disconnect();
      plot.current?.destroy();
    };
  }, [shape]);
  useEffect(() => {
    const { current } = plot;
    if (current === undefined) return;
    current.setData(data);
    // Where the pointer is not, the legend shows the latest.
    if ((current.cursor.left ?? -1) < 0) current.setLegend({ idx: times.length - 1 });
  }, [times]);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div class="plot" ref={place} />
    </figure>
  );
}
