import type { Builtin } from '@/cells/kernel/kernel';
import { plotlyTemplate, readChartTheme } from './chart-theme';
import type { StandardLibraryServices } from './services';

type Options = Readonly<Record<string, unknown>>;

/** The part of Plotly that is used here; a cell has all of it. */
export interface PlotlyModule {
  newPlot(
    root: HTMLElement,
    data: readonly unknown[],
    layout?: Options,
    config?: Options,
  ): Promise<HTMLElement>;
  react(
    root: HTMLElement,
    data: readonly unknown[],
    layout?: Options,
    config?: Options,
  ): Promise<HTMLElement>;
  relayout(root: HTMLElement, changes: Options): Promise<HTMLElement>;
  purge(root: HTMLElement): void;
}

/** Loads Plotly once and lends it to cells, with our looks where the author says nothing else. */
export interface PlotlyLoader {
  /** A Plotly whose figures follow theme and width, and are given up when `signal` is aborted. */
  load(signal: AbortSignal): Promise<PlotlyModule>;
}

export function createPlotly({ importAsset }: Pick<StandardLibraryServices, 'importAsset'>): PlotlyLoader {
  const load = async () => {
    const { default: plotly } = await importAsset('plotly');
    return plotly as PlotlyModule; // the asset is the bundle of exactly this
  };
  return {
    async load(signal) {
      const plotly = await load();
      const draw =
        (method: 'newPlot' | 'react'): PlotlyModule['newPlot'] =>
        async (root, data, layout = {}, config = {}) => {
          const size = { height: 360, ...(root.isConnected ? {} : { width: 720 }) };
          const drawn = await plotly[method](
            root,
            data,
            { template: plotlyTemplate(readChartTheme()), ...size, ...layout },
            {
              displaylogo: false,
              displayModeBar: 'hover',
              modeBarButtonsToRemove: ['lasso2d', 'select2d'],
              ...config,
            },
          );
          if (!signal.aborted)
            follow(plotly, root, {
              signal,
              followsWidth: layout.width === undefined,
              followsTheme: layout.template === undefined,
            });
          return drawn;
        };
      return { ...plotly, newPlot: draw('newPlot'), react: draw('react') };
    },
  };
}

export const plotlyBuiltin = (loader: PlotlyLoader): Builtin => ({
  perCell: ({ signal }) => loader.load(signal),
});

const followed = new WeakSet<HTMLElement>();

function follow(
  plotly: PlotlyModule,
  root: HTMLElement,
  {
    signal,
    followsWidth,
    followsTheme,
  }: { signal: AbortSignal; followsWidth: boolean; followsTheme: boolean },
): void {
  if (followed.has(root)) return;
  followed.add(root);
  let width = 0;
  const resize = new ResizeObserver(([entry]) => {
    const next = Math.round(entry?.contentRect.width ?? 0);
    if (next === 0 || next === width) return;
    width = next;
    void plotly.relayout(root, { width });
  });
  const theme = new MutationObserver(
    () => void plotly.relayout(root, { template: plotlyTemplate(readChartTheme()) }),
  );
  if (followsWidth) resize.observe(root);
  if (followsTheme) theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  signal.addEventListener('abort', () => {
    resize.disconnect();
    theme.disconnect();
    followed.delete(root);
    // The picture stands until the next run replaces it; what listens and animates is gone.
    setTimeout(() => plotly.purge(root));
  });
}
