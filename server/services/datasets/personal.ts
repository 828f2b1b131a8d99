import { maskValue, type PersonalKind } from '@/cells/personal';
import type { Anomaly } from '@/cells/statistics/expectations';
import type { datasets, datasetVersions } from '../../db/schema';

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
