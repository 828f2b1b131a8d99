import { histogramCounts, quantileSample, sturgesEdges } from '@/cells/statistics';
import type { Column, ColumnProfile, Columns, Predictions, TrainingProfile } from './model';
import { isPictureColumn } from './picture-text';
import { countValues } from './preprocessing';

/** What later data is compared with: the training rows' features and target, and the model's answers on them. */
export function profileTraining(
  { columns, numRows, texts }: Columns & { readonly texts?: readonly string[] },
  target: Column,
  answers: Predictions,
): TrainingProfile {
  return {
    format: 1,
    rows: numRows,
    features: columns.map((column) =>
      texts?.includes(column.name) ? withoutTexts(profileColumn(column)) : profileColumn(column),
    ),
    prediction: profileColumn(predictionColumn(answers, target.name)),
    target: profileColumn(target),
  };
}

/** Of texts only how many there are: each is somebody's own words, and hardly one comes twice. */
function withoutTexts(profile: ColumnProfile): ColumnProfile {
  if (profile.type !== 'string') return profile;
  return { ...profile, frequencies: [], other: profile.count - profile.missing };
}

/** Predictions as a column. */
export function predictionColumn({ values }: Predictions, name: string): Column {
  return values instanceof Float64Array ? { name, type: 'number', values } : { name, type: 'string', values };
}

/** The distribution of one column, in at most about 30 KB. Infinite values count as missing: JSON has no word for them. */
export function profileColumn(column: Column): ColumnProfile {
  const count = column.values.length;
  if (column.type === 'string') {
    if (isPictureColumn(column)) return profilePictures(column);
    const counts = countValues(column.values);
    const frequencies = [...counts].slice(0, 200).map(([value, count]) => ({ value, count }));
    const present = [...counts.values()].reduce((sum, n) => sum + n, 0);
    const listed = frequencies.reduce((sum, { count }) => sum + count, 0);
    return {
      name: column.name,
      type: 'string',
      count,
      missing: count - present,
      distinct: counts.size,
      frequencies,
      other: present - listed,
    };
  }
  const present = column.values.filter(Number.isFinite).sort();
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length || 0;
  const squares = present.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let distinct = 0;
  present.forEach((value, i) => {
    if (value !== present[i - 1]) distinct++;
  });
  const edges = sturgesEdges(present);
  return {
    name: column.name,
    type: column.type,
    count,
    missing: count - present.length,
    mean,
    standardDeviation: Math.sqrt(squares / present.length) || 0,
    minimum: present[0] ?? 0,
    maximum: present[present.length - 1] ?? 0,
    distinct,
    histogram: { edges, counts: histogramCounts(present, edges) },
    sample: Array.from(quantileSample(present, 1000)),
  };
}

/** Of pictures, how many there are and differ: the pictures themselves stay in the data set. */
function profilePictures({ name, values }: Column & { readonly type: 'string' }): ColumnProfile {
  const present = values.filter((value) => value !== null);
  return {
    ...{ name, type: 'string', frequencies: [] },
    ...{ count: values.length, missing: values.length - present.length },
    ...{ distinct: new Set(present).size, other: present.length },
  };
}
