import { learnBaseline } from '@/cells/ml/baseline';
import { evaluate } from '@/cells/ml/evaluate';
import type { Columns, Evaluation, HeldOut, PackageManifest, TrainingProfile } from '@/cells/ml/model';
import { profileTraining } from '@/cells/ml/profile';
import { toPart } from '@/cells/ml/table-part';
import { refused } from './about';
import type { Candidate } from './open-candidate';

interface TestRows {
  /** What they are called: “applicants v1”. */
  readonly said: string;
  readonly table: Columns;
  /** How many there are, of which `table` holds some. */
  readonly given: number;
}

export interface Tested {
  readonly evaluation: Evaluation;
  readonly heldOut: HeldOut;
  readonly profile: TrainingProfile;
  readonly notes: readonly string[];
}

/**
 * How a model answers rows whose truth is known. They are kept as its held-out rows, so that pages, gates and cards judge it as they judge
 * a model that was trained here. Nobody knows the rows it was trained on: its profile is that of these.
 * @throws AppError unprocessable in words when the rows do not fit
 */
export async function testOnRows(
  candidate: Pick<Candidate, 'predict'>,
  { signature, target, task }: PackageManifest,
  { said, table, given }: TestRows,
): Promise<Tested> {
  const { classes } = signature.output;
  const part = takePart();
  const answers = await candidate.predict(part.features);
  const { target: truth } = part;
  return {
    evaluation: evaluate(truth, answers, { task, classes, training: truth }),
    heldOut: { rows: part.heldOut.rows, given, baseline: learnBaseline(truth, { classes }) },
    profile: profileTraining(part.features, part.targetColumn, answers),
    notes: [
      `It was tested on ${said}; whether it was trained on some of these rows is not known here. What drift is measured from are these rows.`,
    ],
  };

  function takePart() {
    try {
      const features = signature.inputs.map(({ name }) => name);
      return toPart({ columns: table, skipped: [] }, { target, features, classes });
    } catch (cause) {
      throw refused(
        `${said} cannot test it: ${cause instanceof Error ? cause.message : String(cause)}`,
        cause,
      );
    }
  }
}
