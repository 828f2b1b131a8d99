import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column, PackageManifest } from '@/cells/ml/model';
import { profileTraining } from '@/cells/ml/profile';
import type { Context } from '../context';
import { segmentFolder } from '../services/monitoring/log-format';
import { admitVersion } from '../services/registry';
import { exampleManifest, promoteExample } from '../services/registry/testing';
import { createPredictionLog } from '../serving/prediction-log';

type Penguin = Readonly<Record<string, string>>;

/** A classifier of penguins (Gentoo by long flippers, else by island), with categories and missing values; all of its test rows served and labelled. */
export async function promoteAndServePenguins(context: Context): Promise<void> {
  const penguins = await readPenguins();
  const model = 'penguins';
  const files = new Map([
    ['cellar.json', encode(manifest)],
    ['weights.bin', encode('rule')],
    ['profile.json', encode(profileOf(penguins))],
  ]);
  const { versionId } = await promoteExample(context, { model, files });
  await admitVersion(context, { versionId });
  const log = createPredictionLog({ folder: segmentFolder(context.config.dataFolder), onClosed() {} });
  const at = (context.now().getTime() - 3_600_000) * 1000;
  // Only one island is asked about now.
  const served = penguins.filter(({ island }) => island === 'Dream');
  await log.append(
    served.flatMap((penguin, i) => [
      {
        kind: 'prediction' as const,
        model,
        id: `penguin-${i}`,
        request: `penguin-${i}`,
        at: at + i,
        version: 1,
        latency: 1,
        status: 200,
        error: null,
        inputs: {
          island: penguin.island ?? null,
          sex: penguin.sex || null,
          flipper_length_mm: numberOf(penguin.flipper_length_mm),
        },
        prediction: predict(penguin),
        probabilities: null,
      },
      { kind: 'label' as const, model, id: `penguin-${i}`, at: at + i + 1, label: penguin.species ?? '' },
    ]),
  );
  await log.roll();
}

const predict = (penguin: Penguin): string =>
  Number(penguin.flipper_length_mm) > 206 ? 'Gentoo' : penguin.island === 'Dream' ? 'Chinstrap' : 'Adelie';

const manifest: PackageManifest = {
  ...exampleManifest,
  task: 'multiclass',
  target: 'species',
  signature: {
    inputs: [
      { name: 'island', type: 'string', required: true },
      { name: 'sex', type: 'string', required: false },
      { name: 'flipper_length_mm', type: 'number', required: false },
    ],
    output: { name: 'species', type: 'string', classes: ['Adelie', 'Chinstrap', 'Gentoo'] },
  },
  evaluation: {
    task: 'multiclass',
    metrics: { accuracy: 0.82 },
    baseline: { accuracy: 0.44 },
    rows: 70,
    classes: ['Adelie', 'Chinstrap', 'Gentoo'],
    confusion: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
};

function profileOf(penguins: readonly Penguin[]) {
  const text = (name: string): Column => ({
    name,
    type: 'string',
    values: penguins.map((penguin) => penguin[name] || null),
  });
  const flippers: Column = {
    name: 'flipper_length_mm',
    type: 'number',
    values: Float64Array.from(penguins, ({ flipper_length_mm }) => numberOf(flipper_length_mm) ?? Number.NaN),
  };
  return profileTraining(
    { numRows: penguins.length, columns: [text('island'), text('sex'), flippers] },
    text('species'),
    { values: penguins.map(predict) },
  );
}

const numberOf = (value: string | undefined): number | null => (value ? Number(value) : null);

async function readPenguins(): Promise<Penguin[]> {
  const text = await readFile(join(process.cwd(), 'examples/data/penguins.csv'), 'utf8');
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((value, i) => [names[i] ?? '', value === 'NA' ? '' : value])),
  );
}

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
