import type { Builtin } from '@/cells/kernel/kernel';

type Plot = typeof import('@observablehq/plot');
type Options = NonNullable<Parameters<Plot['plot']>[0]>;

/** Plot's own width; a narrower column gets a narrower picture, with its text at full size. */
const widest = 640;

/**
 * Plot with our looks where the author says nothing else: the palette of the interface for categories, its font, and pictures no
 * wider than the cell. Colours are custom properties, so that a picture follows the theme without being drawn anew.
 */
export const plotBuiltin = (load: () => Promise<Plot>): Builtin => ({
  perCell: async ({ cellId }) => {
    const Plot = await load();
    const plot: Plot['plot'] = (options = {}) => {
      const dressed = dress(options, columnOf(cellId));
      const drawn = Plot.plot(dressed);
      if (dressed.color?.range || dressed.color?.scheme || !hasCategories(drawn)) return drawn;
      return Plot.plot({ ...dressed, color: { ...dressed.color, range: palette } });
    };
    // `Plot.dot(…).plot()` is the same picture; columns are equally wide, so any cell's will do.
    Plot.Mark.prototype.plot = function (options = {}) {
      // Its own types do not know that a mark may stand among the marks.
      const marks = [...(options.marks ?? []), this] as Options['marks'];
      return plot({ ...options, marks });
    };
    return { ...Plot, plot };
  },
});

const palette = Array.from({ length: 8 }, (_, i) => `var(--chart-${i + 1})`);

function dress(options: Options, column: number): Options {
  const style = { fontFamily: 'var(--font-interface, sans-serif)', fontSize: '11px' };
  return {
    ...(column > 0 && column < widest ? { width: column } : {}),
    ...(hasLeftAxis(options) ? { marginLeft: 46 } : {}),
    ...options,
    // A string is CSS of the author's own.
    style: typeof options.style === 'string' ? options.style : { ...style, ...options.style },
  };
}

/** Its ticks want a little more room in our type, unless the author said how much they have. */
const hasLeftAxis = ({ margin, axis, y, facet, fy }: Options): boolean =>
  margin === undefined && axis !== null && y?.axis === undefined && facet === undefined && fy === undefined;

function hasCategories(drawn: ReturnType<Plot['plot']>): boolean {
  const scale = drawn.scale('color');
  return scale !== undefined && (scale.type === 'ordinal' || scale.type === 'categorical');
}

/** The width of what the cell shows, in whole pixels; 0 where nothing is laid out. */
const columnOf = (cellId: number): number =>
  Math.floor(document.querySelector(`[data-output="${cellId}"]`)?.clientWidth ?? 0);
