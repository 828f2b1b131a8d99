/** The outlines of all countries at 1:110 million (Natural Earth, public domain), with the names and codes that people give them. */
import codes from 'i18n-iso-countries/codes.json';
import names from 'i18n-iso-countries/langs/en.json';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import topology from 'world-atlas/countries-110m.json';

interface Outline {
  readonly geometry: unknown;
  readonly properties: { readonly name: string };
  readonly id?: string | number | undefined;
}

const atlas = topology as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>; // JSON's types are wider
const countries: readonly Outline[] = feature(atlas, atlas.objects.countries).features;
const english = names.countries as Readonly<Record<string, string | readonly string[]>>;
const byNumber = new Map(codes.map(([two = '', three = '', number = '']) => [number, { two, three }]));

/** A FeatureCollection: each country with its names, and its codes of two and three letters. */
export const world = {
  type: 'FeatureCollection',
  features: countries.map(({ geometry, properties, id }) => {
    const { two = '', three = '' } = byNumber.get(String(id ?? '')) ?? {};
    const known = english[two] ?? [];
    return {
      type: 'Feature',
      geometry,
      properties: {
        name: properties.name,
        alpha2: two,
        alpha3: three,
        names: [...new Set([properties.name, ...(typeof known === 'string' ? [known] : known)])],
      },
    };
  }),
} as const;
