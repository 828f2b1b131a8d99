import type { z } from 'zod';
import { packagePath } from '@/cells/ml/manifest';
import { query } from '../../command';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { admitVersion, importVersion, registerVersion } from '../../services/registry';
import { aboutModel, describeForeign } from './about';
import { storeFiles } from './foreign-files';
import { readForeign } from './foreign-model';
import { openCandidate, readRow } from './open-candidate';
import { withoutOurs, writeImported } from './write-imported';

type Logged = z.input<typeof registerVersion.input>;

/**
 * A folder that MLflow's client logged, as a version: one that answers here when it holds an ONNX model whose example row is answered, else
 * one whose files are kept and given back. Its files stay as they are; ours stand beside them.
 */
export async function registerLogged(
  context: Context,
  logged: Logged,
): Promise<{ model: string; version: number }> {
  const { files } = logged;
  const isServable =
    files['model.onnx'] && Object.keys(files).every((path) => packagePath.safeParse(path).success);
  if (!isServable) return registerVersion(context, logged);
  let made: Awaited<ReturnType<typeof makePackage>>;
  try {
    made = await makePackage(context, logged);
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'unprocessable' && error.code !== 'too_large'))
      throw error;
    return registerVersion(context, { ...logged, refusal: error.message });
  }
  const { model, description, tags, source, runId, runLink, loggedModelId } = logged;
  const imported = await importVersion(context, {
    ...{ model, description, tags, source, runId, runLink, loggedModelId, through: 'mlflow' },
    ...{
      flavors: made.flavors,
      data: [],
      files: { ...(await storeFiles(context, made.files)), ...withoutOurs(files) },
    },
  });
  await admitVersion(context, { versionId: imported.versionId });
  return imported;
}

const makePackage = query({
  action: 'model.promote',
  input: registerVersion.input,
  async run(context, { files, source }) {
    const foreign = await readForeign(context, withoutOurs(files));
    const { inputs, output } = foreign.proposal.signature;
    const about = aboutModel.safeParse({ inputs, target: output.name, classes: output.classes });
    if (!about.success)
      throw new AppError('unprocessable', about.error.issues[0]?.message ?? 'Its signature is not valid.');
    const described = describeForeign(foreign, about.data);
    const example = readRow(described, foreign.example ?? {});
    await using candidate = await openCandidate(context, files, described);
    await candidate.predict(example);
    const manifest = { ...described, notes: [`It was registered through MLflow: ${source}.`] };
    return { flavors: [...foreign.flavors], files: writeImported({ manifest, example }) };
  },
});
