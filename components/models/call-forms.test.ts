import { describe, expect, it } from 'vitest';
import { callForms } from './call-forms';

const signature = {
  inputs: [
    { name: 'hr', type: 'number', required: true },
    { name: 'rainy', type: 'boolean', required: false },
    { name: 'place', type: 'string', required: false },
  ],
  output: { name: 'cnt', type: 'number' },
} as const;
const row = { hr: 8, rainy: false, place: 'hill' };

describe('a call in the form of', () => {
  it.each([
    ['cellar', 'rides', 'http://here/api/models/rides/predict', { rows: [row] }],
    ['tensorflow-serving', 'rides', 'http://here/v1/models/rides:predict', { instances: [row] }],
    ['tensorflow-serving', 'rides@3', 'http://here/v1/models/rides/versions/3:predict', { instances: [row] }],
    [
      'tensorflow-serving',
      'rides@dark',
      'http://here/v1/models/rides/labels/dark:predict',
      { instances: [row] },
    ],
    ['mlflow', 'rides@3', 'http://here/api/models/rides@3/invocations', { dataframe_records: [row] }],
  ])('%s names %s', (form, reference, url, body) => {
    const call = callForms
      .find(({ value }) => value === form)
      ?.toCall({ origin: 'http://here', reference, row, signature });
    expect(call).toEqual({ url, body, answer: 'predictions' });
  });

  it('open-inference sends a tensor for each column', () => {
    const call = callForms[2].toCall({
      origin: '',
      reference: 'rides@3',
      row: { ...row, place: null },
      signature,
    });
    expect(call).toEqual({
      url: '/v2/models/rides/versions/3/infer',
      body: {
        inputs: [
          { name: 'hr', shape: [1], datatype: 'FP64', data: [8] },
          { name: 'rainy', shape: [1], datatype: 'BOOL', data: [false] },
          { name: 'place', shape: [1], datatype: 'BYTES', data: [null] },
        ],
      },
      answer: 'outputs',
    });
  });
});
