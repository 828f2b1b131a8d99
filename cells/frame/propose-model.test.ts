import { expect, test } from 'vitest';
import { suggestName } from './propose-model';

test('a model is named for its notebook, or for itself when the notebook has no name', () => {
  expect(suggestName('Bike demand, 2011', 'trees')).toBe('bike-demand-2011');
  expect(suggestName('Untitled', 'hourlyDemand')).toBe('hourly-demand');
  expect(suggestName('—', 'model')).toBe('model');
});
