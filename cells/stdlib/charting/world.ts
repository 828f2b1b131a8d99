import { aggregateOf } from '@/cells/kinds/chart/aggregates';
import type { ChartTheme } from '../chart-theme';
import { type ChartRows, splitRows } from './chart-rows';
import { escapeHtml } from './escape-html';
import type { WorldDrawing } from './figure-frame';
import type { FoundFacts } from './find-facts';
import { formatNumber } from './format-figure';
import { sizesOf } from './traces';
import { sayAggregate } from './words';

type Options = Readonly<Record<string, unknown>>;
type Ring = readonly (readonly number[])[];

export interface Country {
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };
  readonly properties: {
    readonly name: string;
    readonly alpha2: string;
    readonly alpha3: string;
    readonly names: readonly string[];
  };
}

/** The bundle `world` (`cells/frame/libraries/world.ts`). */
export type LoadWorld = () => Promise<{ readonly features: readonly Country[] }>;

/**
 * A map without any server: outlines of countries under points by longitude and latitude, or countries in the colour of a figure.
 * @throws TypeError for places that are none on the globe
 */
export async function drawWorld(load: LoadWorld, facts: FoundFacts, all: ChartRows): Promise<WorldDrawing> {
  const { options, measures = {} } = facts;
  const isOfCountries = measures.x === 'category' || !options.y;
  if (!isOfCountries) checkPlaces(facts);
  const { features } = await load();
  const find = createFinder(features);
  const unknown = isOfCountries
    ? (all.columns.x ?? []).flatMap((value) => (find(String(value)) ? [] : [String(value)]))
    : [];
  return {
    unknown,
    axes: axesAround(isOfCountries ? wholeWorld : spanOf(facts)),
    traces(rows, theme) {
      if (isOfCountries) return [outline(features, theme), ...areas(rows, { find, facts, theme })];
      return [outline(features, theme), ...points(rows, { facts, all, theme })];
    },
  };
}

function checkPlaces({ columns, options }: FoundFacts): void {
  const check = (role: 'x' | 'y', most: number, word: string) => {
    const { minimum = 0, maximum = 0 } = columns[role] ?? {};
    const wrong = minimum < -most ? minimum : maximum > most ? maximum : undefined;
    if (wrong !== undefined)
      throw new TypeError(
        `chart: ${options[role]} is no ${word}: it has ${formatNumber(wrong)}, and a ${word} lies between −${most} and ${most}. A map takes the longitude as x and the latitude as y, in degrees.`,
      );
  };
  check('x', 180, 'longitude');
  check('y', 90, 'latitude');
}

interface Span {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

const wholeWorld: Span = { x: [-180, 180], y: [-58, 84] };

function spanOf({ columns: { x, y } }: FoundFacts): Span {
  const around = (low: number, high: number, most: number): [number, number] => {
    const room = Math.max((high - low) * 0.08, 0.5);
    return [Math.max(-most, low - room), Math.min(most, high + room)];
  };
  return {
    x: around(x?.minimum ?? -180, x?.maximum ?? 180, 180),
    y: around(y?.minimum ?? -90, y?.maximum ?? 90, 90),
  };
}

/** Degrees across are as long as degrees up in the middle of the picture. */
function axesAround({ x, y }: Span): WorldDrawing['axes'] {
  const quiet = { showgrid: false, zeroline: false, showticklabels: false, ticks: '', title: { text: '' } };
  const middle = ((y[0] + y[1]) / 2) * (Math.PI / 180);
  return {
    x: { ...quiet, range: x, constrain: 'domain' },
    y: {
      ...quiet,
      range: y,
      scaleanchor: 'x',
      scaleratio: 1 / Math.max(0.2, Math.cos(middle)),
      constrain: 'domain',
    },
  };
}

const ringsOf = ({ geometry }: Country): readonly Ring[] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();

/** Rings one after the other, with a gap between. */
function trace(rings: readonly Ring[]): { x: (number | null)[]; y: (number | null)[] } {
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  for (const ring of rings) {
    let before: number | undefined;
    for (const [lon = 0, lat = 0] of ring) {
      // Across the date line the pen is lifted: the other edge of the map is no neighbour.
      if (before !== undefined && Math.abs(lon - before) > 180) {
        x.push(null);
        y.push(null);
      }
      before = lon;
      x.push(lon);
      y.push(lat);
    }
    x.push(null);
    y.push(null);
  }
  return { x, y };
}

const outline = (features: readonly Country[], theme: ChartTheme): Options => ({
  type: 'scatter',
  mode: 'lines',
  ...trace(features.flatMap(ringsOf)),
  fill: 'toself',
  fillcolor: mix(theme.paper, theme.line, 0.55),
  line: { width: 0.6, color: mix(theme.line, theme.quietInk, 0.35) },
  hoverinfo: 'skip',
  showlegend: false,
});

function points(
  rows: ChartRows,
  { facts, all, theme }: { facts: FoundFacts; all: ChartRows; theme: ChartTheme },
): Options[] {
  const { options, measures, isCrowded } = facts;
  const { x, y, colour, size } = options;
  const said = [
    `${escapeHtml(x ?? '')} <b>%{x}</b>`,
    `${escapeHtml(y ?? '')} <b>%{y}</b>`,
    ...(size ? [`${escapeHtml(size)} <b>%{marker.size:,}</b>`] : []),
  ];
  const draw = (some: ChartRows, marker: Options, words: readonly string[] = []): Options => ({
    type: 'scatter',
    mode: 'markers',
    x: some.columns.x ?? [],
    y: some.columns.y ?? [],
    marker: { ...sizesOf(some, options), ...marker },
    hovertemplate: `${[...said, ...words].join('<br>')}<extra></extra>`,
  });
  const gradient = (label: string) => ({
    color: rows.columns.colour ?? [],
    showscale: true,
    colorbar: { title: { text: escapeHtml(label) }, outlinewidth: 0, thickness: 12 },
  });
  if (isCrowded)
    return [
      draw(rows, { ...gradient('rows'), size: 4, symbol: 'square', opacity: 0.85 }, [
        'rows <b>%{marker.color:,}</b>',
      ]),
    ];
  const { palette } = theme;
  if (!colour) return [draw(rows, { color: palette[0] })];
  if (measures?.colour === 'number')
    return [draw(rows, gradient(colour), [`${escapeHtml(colour)} <b>%{marker.color}</b>`])];
  const groups = new Map(splitRows(rows, 'colour').map((group) => [group.name, group.rows]));
  return splitRows(all, 'colour').map(({ name }, place) => ({
    ...draw(groups.get(name) ?? { length: 0, columns: {} }, { color: palette[place % palette.length] }, [
      `${escapeHtml(colour)} <b>${escapeHtml(name)}</b>`,
    ]),
    name: escapeHtml(name),
  }));
}

type Find = (name: string) => Country | undefined;

function areas(
  rows: ChartRows,
  { find, facts, theme }: { find: Find; facts: FoundFacts; theme: ChartTheme },
): Options[] {
  const { options } = facts;
  const label = sayAggregate(aggregateOf(options), options.y, options.quantile);
  const named = (rows.columns.x ?? []).flatMap((name, row) => {
    const country = find(String(name));
    const value = rows.columns.y?.[row];
    return country && typeof value === 'number' ? [{ country, value, name: String(name) }] : [];
  });
  const values = named.map(({ value }) => value);
  const low = values.reduce((a, b) => Math.min(a, b), values[0] ?? 0);
  const high = values.reduce((a, b) => Math.max(a, b), values[0] ?? 1);
  const scale = [
    [0, mix(theme.paper, theme.accent, 0.12)],
    [1, theme.accent],
  ];
  const shapes = named.map(({ country, value, name }) => ({
    type: 'scatter',
    mode: 'lines',
    ...trace(ringsOf(country)),
    fill: 'toself',
    fillcolor: mix(theme.paper, theme.accent, 0.12 + 0.88 * (high > low ? (value - low) / (high - low) : 1)),
    line: { width: 0.6, color: theme.paper },
    hoveron: 'fills',
    name,
    text: `${escapeHtml(country.properties.name)}<br>${escapeHtml(label)} ${formatNumber(value)}`,
    hoverinfo: 'text',
    showlegend: false,
  }));
  // The scale of colours belongs to points that nobody sees.
  const legend = {
    type: 'scatter',
    mode: 'markers',
    ...{ x: [null], y: [null], hoverinfo: 'skip', showlegend: false },
    marker: {
      color: [low],
      cmin: low,
      cmax: high,
      colorscale: scale,
      showscale: true,
      colorbar: { title: { text: escapeHtml(label) }, outlinewidth: 0, thickness: 12 },
    },
  };
  return [...shapes, legend];
}

function createFinder(features: readonly Country[]): Find {
  const known = new Map<string, Country>();
  for (const country of features) {
    const { alpha2, alpha3, names } = country.properties;
    for (const name of [...names, alpha2, alpha3]) if (name) known.set(plain(name), country);
  }
  return (name) => known.get(plain(name));
}

/** Letters alone: "Côte d'Ivoire" and "cote divoire" are one. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/^the /, '')
    .replace(/[^\p{L}]/gu, '');

function mix(from: string, to: string, share: number): string {
  const [a, b] = [read(from), read(to)];
  return `rgb(${a.map((value, i) => Math.round(value + ((b[i] ?? value) - value) * share)).join(', ')})`;
}

const read = (colour: string): number[] => {
  const hex = colour.replace('#', '');
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) || 0);
};
