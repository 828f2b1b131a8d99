import type { AnsweredRows } from '../serving';

/** What the forms of other protocols have no place for: by which id a label is sent, and that the log does not keep the answer, where it does not. */
export const predictionHeaders = ({
  id,
  isLogged,
}: Pick<AnsweredRows, 'id' | 'isLogged'>): Record<string, string> => ({
  'X-Prediction-Id': id,
  ...(!isLogged && { 'X-Prediction-Logged': 'false' }),
});
