import type { Clause } from '@/cells/data/clause';
import { otherName } from '@/cells/kinds/chart/plan';

interface PickerOptions {
  readonly signal: AbortSignal;
  choose(clause: Clause | undefined, isMoving: boolean): void;
}

interface Picked {
  readonly points?: readonly {
    readonly x?: unknown;
    readonly label?: unknown;
    readonly location?: unknown;
  }[];
  readonly event?: { readonly shiftKey?: boolean; readonly ctrlKey?: boolean; readonly metaKey?: boolean };
}

/** A click on a bar, box, slice or country chooses its value; with Shift or Ctrl it is added or taken away; again it is let go. */
export function createValuePicker(plot: HTMLElement, column: string, { signal, choose }: PickerOptions) {
  let values: readonly (string | null)[] = [];

  const pick = (value: string | null, isAdded: boolean) => {
    const has = values.includes(value);
    if (isAdded) values = has ? values.filter((one) => one !== value) : [...values, value];
    else values = has && values.length === 1 ? [] : [value];
    choose(
      values.length > 0
        ? [{ column, measure: 'other', filter: { kind: 'values', values: values.slice(0, 200) } }]
        : undefined,
      false,
    );
  };
  Reflect.get(plot, 'on')?.call(plot, 'plotly_click', ({ points = [], event }: Picked) => {
    const [point] = points;
    const found = point?.location ?? point?.label ?? point?.x;
    if (signal.aborted || found === undefined || found === otherName) return;
    pick(
      found === null || found === 'missing' ? null : String(found),
      Boolean(event?.shiftKey || event?.ctrlKey || event?.metaKey),
    );
  });
  plot.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape' && values.length > 0) choose(undefined, false);
    },
    { signal },
  );

  return {
    show(clause: Clause | undefined) {
      const filter = clause?.[0]?.filter;
      values = filter?.kind === 'values' ? filter.values : [];
    },
    draw() {},
  };
}
