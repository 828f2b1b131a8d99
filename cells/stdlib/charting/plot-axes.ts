/** The part of a drawn figure of Plotly that says where values lie. Not of its documented interface: pinned with its version. */
interface PlotlyAxis {
  readonly type?: string;
  readonly _offset: number;
  readonly _length: number;
  /** Pixels to a linear value and back: of dates milliseconds, of a logarithmic axis the logarithm. */
  p2l(pixels: number): number;
  l2p(value: number): number;
}

/** A panel of a drawn chart, in pixels of the plot's element. */
export interface PanelPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: AxisPlace;
  readonly y: AxisPlace;
}

/** Values of numbers, and of dates in milliseconds, by pixels from the panel's corner. */
export interface AxisPlace {
  valueAt(pixels: number): number;
  pixelsOf(value: number): number;
}

export function findPanels(plot: HTMLElement): PanelPlace[] {
  const layout: unknown = Reflect.get(plot, '_fullLayout');
  if (typeof layout !== 'object' || layout === null) return [];
  const panels: PanelPlace[] = [];
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : String(number);
    const x: unknown = Reflect.get(layout, `xaxis${suffix}`);
    const y: unknown = Reflect.get(layout, `yaxis${suffix}`);
    if (!isAxis(x) || !isAxis(y)) return panels;
    panels.push({
      left: x._offset,
      top: y._offset,
      width: x._length,
      height: y._length,
      x: placeOf(x),
      y: placeOf(y),
    });
  }
}

const placeOf = (axis: PlotlyAxis): AxisPlace =>
  axis.type === 'log'
    ? {
        valueAt: (pixels) => 10 ** axis.p2l(pixels),
        pixelsOf: (value) => axis.l2p(Math.log10(Math.max(value, Number.MIN_VALUE))),
      }
    : { valueAt: (pixels) => axis.p2l(pixels), pixelsOf: (value) => axis.l2p(value) };

const isAxis = (value: unknown): value is PlotlyAxis =>
  typeof value === 'object' && value !== null && '_offset' in value && 'p2l' in value && 'l2p' in value;
