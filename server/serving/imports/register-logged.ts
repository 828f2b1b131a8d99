import type { z } from 'zod';
import { packagePath } from '@/cells/ml/manifest';
import { query } from '../../command';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { admitVersion, importVersion, registerVersion } from '../../services/registry';
import { aboutModel } from './about';
import { storeFiles } from './foreign-files';
import { openCandidate, readRow } from './open-candidate';
import { readForeign } from './read-foreign';
import { layFiles, withoutOurs, writeImported } from './write-imported';

type Logged = z.input<typeof registerVersion.input>;

/**
 * A folder that MLflow's client logged, as a version: one that answers here when it holds an ONNX model, or trees of XGBoost or LightGBM, of
 * which an example row is answered, else one whose files are kept and given back. Its files stay as they are; ours stand beside them.
 */
export async function registerLogged(
  context: Context,
  logged: Logged,
): Promise<{ model: string; version: number }> {
  const { files } = logged;
  const mayAnswer =
    (files['model.onnx'] || files.MLmodel) &&
    Object.keys(files).every((path) => packagePath.safeParse(path).success);
  if (!mayAnswer) return registerVersion(context, logged);
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
    ...{ flavors: made.flavors, data: [], files: layFiles(await storeFiles(context, made.files), made) },
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
    const made = await foreign.make(about.data);
    const { manifest: described, parameters } = made;
    const example = readRow(described, foreign.example ?? {});
    await using candidate = await openCandidate(context, files, made);
    await candidate.predict(example);
    const notes = [`It was registered through MLflow: ${source}.`, ...described.notes];
    const manifest = { ...described, notes };
    return {
      ...{ given: files, parameters },
      flavors: [...foreign.flavors],
      files: writeImported({ manifest, example, parameters }),
    };
  },
});
