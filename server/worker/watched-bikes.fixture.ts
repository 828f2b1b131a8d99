import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column, Columns, PackageManifest, TrainingProfile } from '@/cells/ml/model';
import { profileTraining } from '@/cells/ml/profile';
import type { Context } from '../context';
import { segmentFolder } from '../services/monitoring/log-format';
import { admitVersion } from '../services/registry';
import { exampleManifest, promoteExample } from '../services/registry/testing';
import { createPredictionLog } from '../serving/prediction-log';

const features = ['season', 'mnth', 'hr', 'workingday', 'weathersit', 'temp', 'hum', 'windspeed'] as const;
type Hour = Readonly<Record<(typeof features)[number] | 'yr' | 'cnt', number>>;

/** A model of bike rentals "trained" on 2011 (the mean of each hour, working days apart) with what monitoring reads of it. */
export async function promoteBikes(context: Context, name = 'bike-demand'): Promise<Hour[]> {
  const hours = await readHours();
  const past = hours.filter((hour) => hour.yr === 0);
  const files = new Map([
    ['cellar.json', encode(manifest)],
    ['weights.bin', encode('means')],
    ['profile.json', encode(profileOf(past))],
  ]);
  const { versionId } = await promoteExample(context, { model: name, files });
  await admitVersion(context, { versionId });
  return hours;
}

/** Serves hours of 2012, evenly over the six days before now, and labels those asked for. */
export async function serveHours(
  context: Context,
  hours: readonly Hour[],
  { from, to, labelled, standsFor = 1 }: { from: number; to: number; labelled: boolean; standsFor?: number },
): Promise<void> {
  const model = 'bike-demand';
  const predict = meansOf(hours.filter((hour) => hour.yr === 0));
  const served = hours.filter((hour) => hour.yr === 1).slice(from, to);
  const now = context.now().getTime();
  const log = createPredictionLog({ folder: segmentFolder(context.config.dataFolder), onClosed() {} });
  const at = (i: number) => Math.round((now - 6 * 86_400_000 * (1 - (i + 1) / (served.length + 1))) * 1000);
  const id = (i: number) => `prediction-${from + i}`;
  await log.append(
    served.map((hour, i) => ({
      kind: 'prediction',
      model,
      id: id(i),
      request: id(i),
      at: at(i),
      version: 1,
      latency: 2,
      status: 200,
      error: null,
      inputs: Object.fromEntries(features.map((feature) => [feature, hour[feature]])),
      prediction: predict(hour),
      probabilities: null,
      standsFor,
    })),
  );
  if (labelled)
    await log.append(
      served.map((hour, i) => ({ kind: 'label', model, id: id(i), at: at(i) + 1, label: hour.cnt })),
    );
  await log.roll();
}

const manifest: PackageManifest = {
  ...exampleManifest,
  signature: {
    inputs: features.map((name) => ({ name, type: 'number', required: true })),
    output: { name: 'cnt', type: 'number' },
  },
  evaluation: {
    ...exampleManifest.evaluation,
    metrics: { rmse: 78.8, mae: 55.4 },
  } as PackageManifest['evaluation'], // of these means on 2011
};

function profileOf(past: readonly Hour[]): TrainingProfile {
  const predict = meansOf(past);
  const column = (name: string, values: number[]): Column => ({
    name,
    type: 'number',
    values: Float64Array.from(values),
  });
  const columns: Columns = {
    numRows: past.length,
    columns: features.map((name) =>
      column(
        name,
        past.map((hour) => hour[name]),
      ),
    ),
  };
  const target = column(
    'cnt',
    past.map((hour) => hour.cnt),
  );
  return profileTraining(columns, target, { values: Float64Array.from(past.map(predict)) });
}

function meansOf(past: readonly Hour[]): (hour: Hour) => number {
  const sums = new Map<string, { sum: number; count: number }>();
  const key = (hour: Hour) => `${hour.hr} ${hour.workingday}`;
  for (const hour of past) {
    const sum = sums.get(key(hour)) ?? { sum: 0, count: 0 };
    sums.set(key(hour), { sum: sum.sum + hour.cnt, count: sum.count + 1 });
  }
  return (hour) => {
    const found = sums.get(key(hour));
    return found ? found.sum / found.count : 0;
  };
}

export async function readHours(): Promise<Hour[]> {
  const text = await readFile(join(process.cwd(), 'examples/data/bike-sharing-hour.csv'), 'utf8');
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  // The file has these columns, all of them numbers but the date.
  return lines.map(
    (line) => Object.fromEntries(line.split(',').map((value, i) => [names[i], Number(value)])) as Hour,
  );
}

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
