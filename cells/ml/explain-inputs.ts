import type { Fitted } from './learner';
import { learnersAbout } from './learners-about';
import type { Columns, LearnerName, Model, Signature } from './model';

/** The model's learner does not tell what each input did. */
export class CannotExplain extends Error {
  override readonly name = 'CannotExplain';
}

export interface ExplainedModel {
  readonly learner: LearnerName;
  readonly signature: Signature;
  /** The inputs of the signature, in its order. */
  select(rows: Columns): Columns;
}

/**
 * A learner's explanations under the names and types of the signature: learners do not know what their target is called, nor trees
 * which numbers are booleans. Where it has none they throw CannotExplain.
 */
export function explainInputs(
  { learner, signature, select }: ExplainedModel,
  { explain, dependence }: Pick<Fitted, 'explain' | 'dependence'>,
): Pick<Model, 'explain' | 'dependence'> {
  const nameOutputs = (outputs: readonly string[]) =>
    signature.output.type === 'number' && outputs.length === 1 ? [signature.output.name] : outputs;
  return {
    async explain(rows, { background, interactions } = {}) {
      if (!explain) throw new CannotExplain(sayWhyNot(learner));
      const selected = select(rows);
      const explanation = await explain(selected, {
        background: background && select(background),
        interactions,
      });
      return { ...explanation, outputs: nameOutputs(explanation.outputs), inputs: selected };
    },
    async dependence(feature, rows) {
      if (!dependence) throw new CannotExplain(sayWhyNot(learner));
      const found = await dependence(feature, rows && select(rows));
      const type = signature.inputs.find(({ name }) => name === feature)?.type ?? found.type;
      return { ...found, type, outputs: nameOutputs(found.outputs) };
    },
  };
}

function sayWhyNot(learner: LearnerName): string {
  if (learner === 'boosted-trees')
    return 'These trees were trained by an earlier engine, which does not tell what each input did. Train the model again.';
  const name = learner === 'custom' ? 'a network of your own' : learnersAbout[learner].label.toLowerCase();
  return `This model (${name}) cannot tell what each input did; boosted trees can. Its importances tell what it heeds on the whole.`;
}
