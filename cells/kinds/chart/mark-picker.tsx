import {
  BarChart3,
  ChartArea,
  ChartBarStacked,
  ChartLine,
  ChartPie,
  ChartScatter,
  Globe,
  Grid3x3,
  type LucideIcon,
  RectangleEllipsis,
} from 'lucide-react';
import { useId } from 'react';
import styles from './editor.module.css';
import { chartMarks } from './options';

export type Mark = (typeof chartMarks)[number];

const markNames: Readonly<Record<Mark, { label: string; icon: LucideIcon }>> = {
  bar: { label: 'Bars', icon: BarChart3 },
  line: { label: 'Line', icon: ChartLine },
  area: { label: 'Area', icon: ChartArea },
  dot: { label: 'Points', icon: ChartScatter },
  histogram: { label: 'Histogram', icon: ChartBarStacked },
  box: { label: 'Box', icon: RectangleEllipsis },
  heatmap: { label: 'Heatmap', icon: Grid3x3 },
  pie: { label: 'Pie', icon: ChartPie },
  map: { label: 'Map', icon: Globe },
};

/** All marks at a glance, one click each. */
export function MarkPicker({ value, onChange }: { value: Mark; onChange(mark: Mark): void }) {
  const group = useId();
  return (
    <fieldset className={styles.marks} aria-label="Mark">
      {chartMarks.map((mark) => {
        const { label, icon: Icon } = markNames[mark];
        return (
          <label key={mark} data-chosen={mark === value || undefined}>
            <input type="radio" name={group} checked={mark === value} onChange={() => onChange(mark)} />
            <Icon size={15} aria-hidden /> {label}
          </label>
        );
      })}
    </fieldset>
  );
}
