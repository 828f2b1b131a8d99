import type { Predictions } from './model';

export function numberPredictions(values: Float64Array): Predictions {
  return { values };
}

/** The likeliest class of each row (the first of equals) from probabilities, row-major n × classes. */
export function labelPredictions(classes: readonly string[], probabilities: Float64Array): Predictions {
  const values: string[] = [];
  for (let start = 0; start < probabilities.length; start += classes.length) {
    let best = 0;
    for (let c = 1; c < classes.length; c++)
      if ((probabilities[start + c] ?? 0) > (probabilities[start + best] ?? 0)) best = c;
    values.push(classes[best] ?? '');
  }
  return { values, probabilities: { classes, values: probabilities } };
}
