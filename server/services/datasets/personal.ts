import { eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import {
  findPersonal,
  maskValue,
  type PersonalColumns,
  type PersonalKind,
  type PersonalMark,
  personalMarks,
} from '@/cells/personal';
import type { Anomaly } from '@/cells/statistics/expectations';
import { command } from '../../command';
import type { CommandContext, Context } from '../../context';
import { datasets, datasetVersions } from '../../db/schema';
import type { DatasetColumnProfile } from '../../db/schema/datasets';
import { AppError } from '../../errors';

type Marks = Pick<typeof datasets.$inferSelect, 'personal'>;
type FoundIn = Pick<typeof datasetVersions.$inferSelect, 'personal'>;

/** What kind of personal data a column holds: what a person said of it, else what was found in this version. */
export function personalKindOf(dataset: Marks, version: FoundIn, column: string): PersonalKind | undefined {
  const marked = Object.hasOwn(dataset.personal, column) ? dataset.personal[column] : undefined;
  if (marked !== undefined) return marked === 'none' ? undefined : marked;
  return Object.hasOwn(version.personal, column) ? version.personal[column]?.kind : undefined;
}

/** Anomalies without the personal values among their examples. */
export function maskAnomalies(anomalies: readonly Anomaly[], dataset: Marks, version: FoundIn): Anomaly[] {
  return anomalies.map((anomaly) => {
    const kind = anomaly.column === undefined ? undefined : personalKindOf(dataset, version, anomaly.column);
    if (kind === undefined) return anomaly;
    return {
      ...anomaly,
      examples: anomaly.examples.map((example) => ({
        ...example,
        value: example.value === null ? null : maskValue(example.value, kind),
      })),
    };
  });
}

/** Columns of a version that hold personal data, by name. */
export async function personalColumns(
  { db }: Pick<Context, 'db'>,
  version: FoundIn & Pick<typeof datasetVersions.$inferSelect, 'datasetId' | 'profile'>,
): Promise<PersonalColumns> {
  const dataset = await db.query.datasets.findFirst({ where: eq(datasets.id, version.datasetId) });
  if (!dataset) return new Map();
  return new Map(
    version.profile.flatMap(({ name }) => {
      const kind = personalKindOf(dataset, version, name);
      return kind ? [[name, kind] as const] : [];
    }),
  );
}

/** What was made from data: the versions that it read, and the columns that it has of its own. */
interface MadeFromData {
  readonly data: readonly { readonly datasetId: string; readonly hash: string }[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/**
 * Columns that hold personal data in what was made from versions of data sets: as these say; a column that none of them has, as a query
 * named it, or as it came from elsewhere, by its name.
 */
export async function personalColumnsOf(
  { db }: Pick<Context | CommandContext, 'db'>,
  { data, columns }: MadeFromData,
): Promise<PersonalColumns> {
  const hashes = data.map(({ hash }) => hash);
  const read = hashes.length
    ? await db
        .select({ version: datasetVersions, dataset: datasets })
        .from(datasetVersions)
        .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
        .where(inArray(datasetVersions.hash, hashes))
    : [];
  const known = new Map<string, PersonalKind | undefined>();
  for (const { version, dataset } of read) {
    if (!data.some(({ datasetId }) => datasetId === dataset.id)) continue;
    for (const { name } of version.profile)
      known.set(name, known.get(name) ?? personalKindOf(dataset, version, name));
  }
  for (const { name, type } of columns)
    if (!known.has(name))
      known.set(name, findPersonal({ name, values: [], isNumber: type === 'number' })?.kind);
  return new Map([...known].flatMap(([name, kind]) => (kind ? [[name, kind] as const] : [])));
}

export const masked = (value: string, kind: PersonalKind | undefined): string =>
  kind === undefined ? value : maskValue(value, kind);

/** A profile without personal values: its counts stay. */
export const maskProfile = (
  profile: readonly DatasetColumnProfile[],
  personal: PersonalColumns,
): DatasetColumnProfile[] =>
  profile.map((column) => {
    if (!personal.has(column.name)) return column;
    const { name, type, missing, distinct } = column;
    return { name, type, missing, distinct };
  });

/** What is said of a column's personal data, and who says so. */
export interface PersonalNote {
  /** `none`: somebody said that it is not, whatever was found. */
  readonly mark: PersonalMark;
  readonly because: string;
  readonly isByHand: boolean;
}

/** Of each column that was found or marked. */
export function notePersonal(dataset: Marks, version: FoundIn): Record<string, PersonalNote> {
  const found = Object.entries(version.personal).map(
    ([name, { kind, because }]) => [name, { mark: kind, because, isByHand: false }] as const,
  );
  const marked = Object.entries(dataset.personal).map(
    ([name, mark]) => [name, { mark, because: 'marked by hand', isByHand: true }] as const,
  );
  return Object.fromEntries([...found, ...marked]);
}

/** Marks a column as personal, or as not, for all versions; null goes back to what is found in each. */
export const markPersonal = command({
  action: 'dataset.mark',
  input: z.object({
    id: z.string(),
    column: z.string().min(1).max(1000),
    mark: z.enum(personalMarks).nullable(),
  }),
  async run(context, { id, column, mark }) {
    const [dataset] = await context.db.select().from(datasets).where(eq(datasets.id, id)).for('update');
    if (!dataset || dataset.deletedAt) throw new AppError('not_found', 'There is no such data set.');
    const { [column]: before = null, ...others } = dataset.personal;
    const personal = mark === null ? others : { ...others, [column]: mark };
    await context.db.update(datasets).set({ personal }).where(eq(datasets.id, id));
    context.audit(`dataset:${id}`, { name: dataset.name, column, personal: mark ?? 'as found' });
    return { before };
  },
});
