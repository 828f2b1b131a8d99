import { csvParse } from 'd3';

/** A row of the table to be: which picture, and what is known of it. */
export interface ArrangedPicture {
  readonly path: string;
  readonly values: Readonly<Record<string, string | null>>;
}

export interface Arrangement {
  /** Names of the columns that `values` may have, in order. */
  readonly columns: readonly string[];
  readonly rows: readonly ArrangedPicture[];
  readonly notes: readonly string[];
}

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

const parts = new Set(['train', 'training', 'test', 'testing', 'val', 'valid', 'validation']);

/**
 * What names and CSV files tell of pictures. A CSV of which a column names the pictures gives each of its rows; else the first folder
 * is the label (as torchvision's ImageFolder and Keras' image_dataset_from_directory read it), after folders that all share, and after
 * folders such as `train` and `test`, which become the column `part`.
 */
export function arrangePictures(paths: readonly string[], csvs: readonly TextFile[]): Arrangement {
  for (const csv of csvs) {
    const found = arrangeByCsv(paths, csv);
    if (found) return found;
  }
  return arrangeByFolder(paths);
}

function arrangeByFolder(paths: readonly string[]): Arrangement {
  const sorted = [...paths].sort();
  const shared = sharedFolders(sorted);
  const rows = sorted.map((path) => ({ path, folders: path.split('/').slice(shared, -1) }));
  const isParted = rows.every(
    ({ folders }) => folders.length > 1 && parts.has((folders[0] ?? '').toLowerCase()),
  );
  const at = isParted ? 1 : 0;
  const unlabelled = rows.filter(({ folders }) => folders.length <= at).length;
  const isLabelled = unlabelled < rows.length;
  const columns = [...(isParted ? ['part'] : []), ...(isLabelled ? ['label'] : [])];
  return {
    columns,
    rows: rows.map(({ path, folders }) => ({
      path,
      values: {
        ...(isParted && { part: folders[0] ?? null }),
        ...(isLabelled && { label: folders[at] ?? null }),
      },
    })),
    notes: isLabelled
      ? unlabelled > 0
        ? [`${sayPictures(unlabelled)} in no folder ${unlabelled === 1 ? 'has' : 'have'} no label.`]
        : []
      : ['The pictures have no label: they are in no folders of their own, and no CSV names them.'],
  };
}

function sharedFolders(paths: readonly string[]): number {
  const [first = '', last = ''] = [paths[0], paths.at(-1)];
  const [a, b] = [first.split('/').slice(0, -1), last.split('/').slice(0, -1)];
  let shared = 0;
  // Sorted: what the first and the last share, all do.
  while (shared < a.length && a[shared] === b[shared]) shared++;
  return shared;
}

/** Undefined where none of its columns names pictures. */
function arrangeByCsv(paths: readonly string[], { name, text }: TextFile): Arrangement | undefined {
  const table = csvParse(text);
  const find = createFinder(paths);
  const counted = table.columns.map((column) => ({
    column,
    hits: table.filter((row) => find(row[column]) !== undefined).length,
  }));
  const best = counted.reduce((most, next) => (next.hits > most.hits ? next : most), { column: '', hits: 0 });
  if (best.hits === 0 || best.hits * 2 < table.length) return undefined;
  const columns = table.columns
    .filter((column) => column !== best.column && column !== '')
    .map((column) => ({ column, name: own.has(column) ? `${column} in ${name}` : column }));
  const rows = table.flatMap((row) => {
    const path = find(row[best.column]);
    if (path === undefined) return [];
    return [{ path, values: Object.fromEntries(columns.map((c) => [c.name, row[c.column] || null])) }];
  });
  const named = new Set(rows.map(({ path }) => path)).size;
  const [absent, unnamed] = [table.length - rows.length, paths.length - named];
  return {
    columns: columns.map((column) => column.name),
    rows,
    notes: [
      ...(absent > 0 ? [`${absent} of ${table.length} rows of ${name} name no picture that is there.`] : []),
      ...(unnamed > 0
        ? [`${sayPictures(unnamed)} that ${name} does not name ${unnamed === 1 ? 'is' : 'are'} left out.`]
        : []),
    ],
  };
}

/** Columns that a table of pictures has by itself. */
const own = new Set(['path', 'width', 'height', 'image']);

/** Finds a picture by its path, by the end of it, or by its name without its ending, where only one is meant. */
function createFinder(paths: readonly string[]): (given: string | undefined) => string | undefined {
  const places = new Map<string, string | undefined>();
  const note = (key: string, path: string) => places.set(key, places.has(key) ? undefined : path);
  for (const path of paths) {
    const steps = path.split('/');
    for (let start = 0; start < steps.length; start++) {
      const end = steps.slice(start).join('/');
      note(end, path);
      const stem = end.replace(/\.[^./]+$/, '');
      if (stem !== end) note(stem, path);
    }
  }
  const exact = new Set(paths);
  return (given) => {
    const key = given
      ?.trim()
      .replaceAll('\\', '/')
      .replace(/^\.?\//, '');
    if (!key) return undefined;
    return exact.has(key) ? key : places.get(key);
  };
}

const sayPictures = (n: number): string => `${n.toLocaleString('en')} picture${n === 1 ? '' : 's'}`;
