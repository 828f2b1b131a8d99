import type { Signature, SignatureField } from '@/cells/ml/model';

type Schema = Readonly<Record<string, unknown>>;

/** A row of the model's inputs; other fields are left out of account, and named in `warnings`. */
export const rowSchema = ({ inputs }: Signature): Schema => ({
  type: 'object',
  required: inputs.filter(({ required }) => required).map(({ name }) => name),
  properties: Object.fromEntries(inputs.map((field) => [field.name, valueSchema(field)])),
});

function valueSchema({ type, required, content, categories }: SignatureField): Schema {
  const plain = type === 'number' || type === 'boolean' ? type : 'string';
  return {
    type: required ? plain : [plain, 'null'],
    ...(type === 'date' && { description: 'A date such as 2012-01-31 or 2012-01-31T09:00:00Z.' }),
    ...(content === 'image' && { description: 'A PNG or JPEG picture, as a data: URL or in base64.' }),
    ...(categories && categories.length > 0 && { examples: categories.slice(0, 20) }),
  };
}

type Output = Signature['output'];

const predictionSchema = ({ type, classes }: Output): Schema =>
  type === 'number' ? { type: ['number', 'null'] } : { type: 'string', ...(classes && { enum: classes }) };

export const answerSchema = (output: Output): Schema => ({
  type: 'object',
  required: ['model', 'version', 'id', 'predictions'],
  properties: {
    model: { type: 'string' },
    version: { type: 'integer' },
    id: { type: 'string' },
    predictions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'prediction'],
        properties: {
          id: { type: 'string' },
          prediction: predictionSchema(output),
          ...(output.classes && {
            probabilities: {
              type: 'object',
              properties: Object.fromEntries(output.classes.map((name) => [name, { type: 'number' }])),
            },
          }),
        },
      },
    },
    logged: {
      const: false,
      description:
        'Only where the log, which keeps a part of the requests, does not hold this one: no label can join it.',
    },
    warnings: { type: 'array', items: { type: 'string' } },
  },
});

export const explainedSchema: Schema = {
  type: 'object',
  properties: {
    scale: { type: 'string' },
    outputs: { type: 'array', items: { type: 'string' } },
    explanations: { type: 'array', items: { type: 'object' } },
  },
};

export const labelsSchema = (output: Output): Schema => ({
  type: 'object',
  required: ['labels'],
  properties: {
    labels: {
      type: 'array',
      minItems: 1,
      maxItems: 10_000,
      items: {
        type: 'object',
        required: ['id', 'label'],
        properties: {
          id: { type: 'string' },
          label: output.type === 'number' ? { type: 'number' } : { type: ['string', 'number', 'boolean'] },
        },
      },
    },
  },
});

export const errorSchema: Schema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: ['object', 'string'],
      properties: { code: { type: 'string' }, message: { type: 'string' }, detail: { type: 'object' } },
    },
  },
};
