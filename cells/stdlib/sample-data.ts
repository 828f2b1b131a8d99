import type { Builtin } from '@/cells/kernel/kernel';
import type { ObservableLibraries } from './observable';
import type { StandardLibraryServices } from './services';

/** Observable's sample data, by name, and the file of each. */
export const sampleData = {
  aapl: 'csv',
  alphabet: 'csv',
  cars: 'csv',
  citywages: 'csv',
  diamonds: 'csv',
  flare: 'csv',
  industries: 'csv',
  miserables: 'json',
  olympians: 'csv',
  penguins: 'csv',
  pizza: 'csv',
  weather: 'csv',
} as const satisfies Readonly<Record<string, 'csv' | 'json'>>;

/** Arrays of objects with typed values; fetched when a cell first names one. A cell of the notebook may take the name. */
export function createSampleData(
  { loadAsset }: Pick<StandardLibraryServices, 'loadAsset'>,
  loadObservable: () => Promise<ObservableLibraries>,
): Record<keyof typeof sampleData, Builtin> {
  const read = async (name: string, format: 'csv' | 'json') => {
    const [asset, { d3 }] = await Promise.all([loadAsset(`data-${name}`), loadObservable()]);
    const text = await asset.text();
    return format === 'json' ? JSON.parse(text) : d3.csvParse(text, d3.autoType);
  };
  const entries = Object.entries(sampleData).map(([name, format]) => [
    name,
    { make: () => read(name, format) },
  ]);
  return Object.fromEntries(entries); // the same keys
}
