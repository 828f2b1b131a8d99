import type { Signature } from '@/cells/ml/model';

/** Of more classes only the chance of the one that is predicted is written: a column each would drown the rest. */
export const mostClassColumns = 50;

export interface AnswerColumns {
  /** Of the row's number while they are joined; not in the result. */
  readonly row: string;
  readonly prediction: { readonly name: string; readonly type: 'DOUBLE' | 'VARCHAR' };
  /** Chances: one for each class, or `probability` of the predicted one. */
  readonly chances: readonly string[];
  readonly refusal: string;
}

/** Columns that scoring adds to those of the data, under names that these do not have. */
export function answerColumns(signature: Signature, given: readonly string[]): AnswerColumns {
  const taken = new Set(given.map((name) => name.toLowerCase()));
  const free = (wanted: string): string => {
    let name = wanted;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    taken.add(name.toLowerCase());
    return name;
  };
  const { type, classes = [] } = signature.output;
  return {
    row: free('row'),
    prediction: { name: free('prediction'), type: type === 'number' ? 'DOUBLE' : 'VARCHAR' },
    chances:
      classes.length > mostClassColumns
        ? [free('probability')]
        : classes.map((name) => free(`probability_${name}`)),
    refusal: free('refusal'),
  };
}
