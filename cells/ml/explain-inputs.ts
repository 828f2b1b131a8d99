import { moveInput } from './explaining/move-input';
import { sampledValues } from './explaining/sampled-values';
import type { Fitted } from './learner';
import type { Columns, Model, Signature } from './model';

/** There is nothing that an explanation could compare with. */
export class CannotExplain extends Error {
  override readonly name = 'CannotExplain';
}

export interface ExplainedModel {
  readonly signature: Signature;
  /** The inputs of the signature, in its order. */
  select(rows: Columns): Columns;
  /** Rows that the model has not learnt from, to compare with where no others are given. */
  heldOut?(): Columns | undefined;
}

/**
 * Explanations under the names and types of the signature: learners do not know what their target is called, nor trees which numbers
 * are booleans. What a learner cannot tell exactly is sampled by its predictions.
 */
export function explainInputs(
  { signature, select, heldOut }: ExplainedModel,
  {
    explain,
    comparesRows = false,
    dependence,
    predict,
  }: Pick<Fitted, 'explain' | 'comparesRows' | 'dependence' | 'predict'>,
): Pick<Model, 'explain' | 'dependence'> {
  const nameOutputs = (outputs: readonly string[]) =>
    signature.output.type === 'number' && outputs.length === 1 ? [signature.output.name] : outputs;
  const rowsToCompare = (given: Columns | undefined): Columns => {
    const rows = given ?? heldOut?.();
    if (!rows || rows.numRows === 0) throw new CannotExplain(sayNoRows);
    return select(rows);
  };
  return {
    async explain(rows, { background, interactions, samples } = {}) {
      const selected = select(rows);
      if (explain && !comparesRows) {
        const given = background && select(background);
        const explanation = await explain(selected, { background: given, interactions, samples });
        return { ...explanation, outputs: nameOutputs(explanation.outputs), inputs: selected };
      }
      if (interactions)
        throw new CannotExplain('Only boosted trees tell interactions. Leave `interactions` away.');
      const compared = rowsToCompare(background);
      if (!explain) return sampledValues(predict, selected, { signature, background: compared, samples });
      const explanation = await explain(selected, { background: compared });
      return { ...explanation, outputs: nameOutputs(explanation.outputs), inputs: selected };
    },
    async dependence(feature, rows) {
      if (signature.inputs.some(({ name, text }) => name === feature && text))
        throw new CannotExplain(
          `“${feature}” is a text: its values have no order, and hardly one comes twice, so there is nothing to go through.`,
        );
      if (!dependence) return moveInput(predict, rowsToCompare(rows), feature, { signature });
      const found = await dependence(feature, rows && select(rows));
      const type = signature.inputs.find(({ name }) => name === feature)?.type ?? found.type;
      return { ...found, type, outputs: nameOutputs(found.outputs) };
    },
  };
}

const sayNoRows =
  'This model keeps no held-out rows: it was made before models kept them. Give rows to compare with, as `background` of explain or the second argument of dependence.';
