import { expect, test } from 'vitest';
import { suggestName } from './propose-model';

test('a model is named for itself, or for its notebook when its name says nothing', () => {
  expect(suggestName('Bike demand, 2011', 'model')).toBe('bike-demand-2011');
  expect(suggestName('Bike demand', 'hourlyDemand')).toBe('hourly-demand');
  expect(suggestName('—', 'model')).toBe('model');
});
