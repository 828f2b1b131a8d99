import { stepOffset } from './brush-dimensions';
import type { BrushedColumn, StepRange } from './cube';
import { type AxisPlace, findPanels, type PanelPlace } from './plot-axes';

/** Pixels around an end of the brush in which it is taken hold of. */
const grip = 6;

export type Ranges = readonly StepRange[];

interface BrushOptions {
  /** One column brushed across, or two: across and up. */
  readonly columns: readonly BrushedColumn[];
  readonly label: string;
  say(ranges: Ranges | undefined): string;
  onChange(ranges: Ranges | undefined, isMoving: boolean): void;
  /** The pointer has come near: a change may follow. */
  onNear(): void;
  readonly signal: AbortSignal;
}

/**
 * A brush over all panels of a plot: a drag on free ground draws it, inside it moves it, at an end it stretches it; a click beside it,
 * a double click and Escape take it away. Arrow keys move it, with Shift they stretch it. Hovering stays the plot's own.
 */
export function createBrushControl(root: HTMLElement, plot: HTMLElement, options: BrushOptions) {
  const { columns, signal, onChange, onNear } = options;
  let ranges: Ranges | undefined;
  const layer = document.createElement('div');
  layer.className = 'chart-brush-layer';
  const knob = document.createElement('div');
  knob.className = 'chart-brush-keys';
  knob.tabIndex = 0;
  knob.setAttribute('role', 'slider');
  knob.setAttribute('aria-label', `${options.label}; arrow keys choose, with Shift more, Escape all`);
  knob.setAttribute('aria-valuemin', '0');
  knob.setAttribute('aria-valuemax', String((columns[0]?.steps.count ?? 1) - 1));
  root.append(layer, knob);

  function draw(): void {
    const panels = findPanels(plot);
    knob.setAttribute('aria-valuenow', String(ranges?.[0]?.from ?? 0));
    knob.setAttribute('aria-valuetext', options.say(ranges));
    const [first] = panels;
    const last = panels.at(-1);
    if (first && last)
      Object.assign(knob.style, {
        left: `${first.left}px`,
        top: `${first.top}px`,
        width: `${last.left + last.width - first.left}px`,
        height: `${last.top + last.height - first.top}px`,
      });
    const wanted = ranges ? panels.map((panel) => rectOf(panel, columns, ranges ?? [])) : [];
    while (layer.children.length > wanted.length) layer.lastElementChild?.remove();
    for (const [i, { left, top, width, height }] of wanted.entries()) {
      const rect = layer.children[i] ?? layer.appendChild(document.createElement('div'));
      rect.className = 'chart-brush';
      if (rect instanceof HTMLElement)
        Object.assign(rect.style, {
          left: `${left}px`,
          top: `${top}px`,
          width: `${width}px`,
          height: `${height}px`,
        });
    }
  }

  function choose(next: Ranges | undefined, isMoving: boolean): void {
    const isAll = next?.every(({ from, to }, i) => from <= 0 && to >= (columns[i]?.steps.count ?? 0));
    const wanted = isAll ? undefined : next;
    const isSame = JSON.stringify(wanted) === JSON.stringify(ranges);
    if (isSame && isMoving) return;
    ranges = wanted;
    draw();
    onChange(ranges, isMoving);
  }

  const pointAt = (event: MouseEvent) => {
    const { left, top } = plot.getBoundingClientRect();
    const x = event.clientX - left;
    const y = event.clientY - top;
    const panel = findPanels(plot).find(
      (one) =>
        x >= one.left - 2 &&
        x <= one.left + one.width + 2 &&
        y >= one.top - 2 &&
        y <= one.top + one.height + 2,
    );
    return { x, y, panel };
  };

  let drag: ((event: PointerEvent) => void) | undefined;
  let isDragged = false;

  const press = (event: PointerEvent) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('.modebar, .legend')))
      return;
    const { x, y, panel } = pointAt(event);
    if (!panel) return;
    const places = placesOf(panel);
    const at = [x - panel.left, y - panel.top];
    const before = ranges;
    const pressed = places.map(({ axis }, i) => stepAt(columns[i], axis, at[i] ?? 0));
    const holds =
      before && places.map(({ axis }, i) => holdOf(columns[i], { axis, range: before[i], at: at[i] ?? 0 }));
    const isHeld = holds?.every((hold) => hold !== 'outside') ?? false;
    isDragged = false;
    drag = (moved) => {
      const { x: toX, y: toY } = pointAt(moved);
      const to = [toX - panel.left, toY - panel.top];
      if (!isDragged && Math.hypot((to[0] ?? 0) - (at[0] ?? 0), (to[1] ?? 0) - (at[1] ?? 0)) < 3) return;
      isDragged = true;
      const next = places.map(({ axis }, i): StepRange => {
        const step = stepAt(columns[i], axis, to[i] ?? 0);
        const from = pressed[i] ?? 0;
        const was = before?.[i];
        if (!isHeld || !was || !holds) return spanOf(from, step);
        if (holds[i] === 'begin') return spanOf(was.to - 1, step);
        if (holds[i] === 'end') return spanOf(was.from, step);
        return holds.includes('begin') || holds.includes('end') ? was : shift(was, step - from, columns[i]);
      });
      choose(next, true);
    };
    root.setPointerCapture(event.pointerId);
    knob.focus({ preventScroll: true });
  };
  const release = () => {
    if (!drag) return;
    drag = undefined;
    // The click that follows leads to the cell; the keys belong to the brush.
    setTimeout(() => knob.focus({ preventScroll: true }));
    if (isDragged) onChange(ranges, false);
    else if (ranges) choose(undefined, false);
  };

  const keys = (event: KeyboardEvent) => {
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowDown: [1, -1], ArrowUp: [1, 1] }[event.key];
    if (by && by[0] !== undefined && columns[by[0]]) {
      const [index, step = 0] = by;
      const next = columns.map((column, i): StepRange => {
        const { count } = column.steps;
        const width = Math.max(1, Math.round(count / 20));
        const was = ranges?.[i];
        if (!was)
          return i !== index
            ? { from: 0, to: count }
            : step > 0
              ? { from: 0, to: width }
              : { from: count - width, to: count };
        if (i !== index) return was;
        if (event.shiftKey)
          return { from: was.from, to: Math.max(was.from + 1, Math.min(count, was.to + step)) };
        return shift(was, step, column);
      });
      choose(next, false);
    } else if (ranges && /^(Escape|Delete|Backspace)$/.test(event.key)) choose(undefined, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const near = (event: PointerEvent) => {
    if (drag) return drag(event);
    const { x, y, panel } = pointAt(event);
    root.style.cursor = panel ? cursorAt(panel, x - panel.left, y - panel.top) : '';
  };
  const cursorAt = (panel: PanelPlace, x: number, y: number): string => {
    if (!ranges) return 'crosshair';
    const at = [x, y];
    const holds = placesOf(panel).map(({ axis }, i) =>
      holdOf(columns[i], { axis, range: ranges?.[i], at: at[i] ?? 0 }),
    );
    if (holds.includes('outside')) return 'crosshair';
    if (holds[0] === 'begin' || holds[0] === 'end') return 'ew-resize';
    return holds[1] === 'begin' || holds[1] === 'end' ? 'ns-resize' : 'move';
  };
  const placesOf = ({ x, y }: PanelPlace) => [{ axis: x }, { axis: y }].slice(0, columns.length);

  root.style.touchAction = columns.length > 1 ? 'none' : 'pan-y';
  root.addEventListener('pointerenter', onNear, { signal });
  knob.addEventListener('focus', onNear, { signal });
  root.addEventListener('pointerdown', press, { signal, capture: true });
  root.addEventListener('pointermove', near, { signal });
  root.addEventListener('pointerup', release, { signal });
  root.addEventListener('pointercancel', release, { signal });
  root.addEventListener('dblclick', () => choose(undefined, false), { signal });
  knob.addEventListener('keydown', keys, { signal });

  return {
    /** Puts it somewhere without telling anybody. */
    set(next: Ranges | undefined) {
      ranges = next;
      draw();
    },
    /** After the plot was drawn anew. */
    draw,
  };
}

const spanOf = (a: number, b: number): StepRange => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 });

function shift({ from, to }: StepRange, by: number, column: BrushedColumn | undefined): StepRange {
  const moved = Math.max(-from, Math.min((column?.steps.count ?? to) - to, by));
  return { from: from + moved, to: to + moved };
}

function stepAt(column: BrushedColumn | undefined, axis: AxisPlace, pixels: number): number {
  if (!column) return 0;
  const { start, step, count } = column.steps;
  const at = Math.floor((axis.valueAt(pixels) - start) / step - stepOffset(column));
  return Math.max(0, Math.min(count - 1, at));
}

const pixelsOfStep = (column: BrushedColumn, axis: AxisPlace, step: number): number =>
  axis.pixelsOf(column.steps.start + (step + stepOffset(column)) * column.steps.step);

function holdOf(
  column: BrushedColumn | undefined,
  { axis, range, at }: { axis: AxisPlace; range: StepRange | undefined; at: number },
): 'begin' | 'end' | 'inside' | 'outside' {
  if (!column || !range) return 'outside';
  const begin = pixelsOfStep(column, axis, range.from);
  const end = pixelsOfStep(column, axis, range.to);
  if (Math.abs(at - begin) <= grip) return 'begin';
  if (Math.abs(at - end) <= grip) return 'end';
  return at > Math.min(begin, end) && at < Math.max(begin, end) ? 'inside' : 'outside';
}

function rectOf(panel: PanelPlace, columns: readonly BrushedColumn[], ranges: Ranges) {
  const spans = columns.map((column, i) => {
    const range = ranges[i] ?? { from: 0, to: column.steps.count };
    const axis = i === 0 ? panel.x : panel.y;
    const size = i === 0 ? panel.width : panel.height;
    const ends = [pixelsOfStep(column, axis, range.from), pixelsOfStep(column, axis, range.to)].map((end) =>
      Math.max(0, Math.min(size, end)),
    );
    return { from: Math.min(...ends), to: Math.max(...ends) };
  });
  const across = spans[0] ?? { from: 0, to: panel.width };
  const up = spans[1] ?? { from: 0, to: panel.height };
  return {
    left: panel.left + across.from,
    top: panel.top + up.from,
    width: across.to - across.from,
    height: up.to - up.from,
  };
}
