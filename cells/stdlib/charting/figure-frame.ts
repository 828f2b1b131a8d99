import type { ChartTheme } from '../chart-theme';
import type { ChartRows } from './chart-rows';
import type { FoundFacts } from './find-facts';
import type { Panels } from './panels';

type Options = Readonly<Record<string, unknown>>;

export interface Figure {
  readonly data: readonly Options[];
  readonly layout: Options;
}

/** What of a figure stays as it is whatever is filtered: the series and their colours, the panels, the map below. */
export interface FigureFrame {
  readonly facts: FoundFacts;
  readonly colours: readonly string[];
  readonly panels: Panels;
  readonly theme: ChartTheme;
  readonly world?: WorldDrawing;
}

/** How the marks of a map come onto it. */
export interface WorldDrawing {
  traces(rows: ChartRows, theme: ChartTheme): Options[];
  readonly axes: { readonly x: Options; readonly y: Options };
  /** Values that are no country. */
  readonly unknown: readonly string[];
}
