import { toInferenceInputs } from '@/cells/ml/inference-inputs';
import type { Context } from '../../context';
import { type ModelReference, parseReference } from '../../services/registry';
import { describeServed, type Serving } from '../predict';
import { answerSchema, errorSchema, explainedSchema, labelsSchema, rowSchema } from './schemas';

/**
 * OpenAPI 3.1 of one model as it is served under a reference, made from its signature: predict, explain and labels in Cellar's form,
 * and the same model in the forms of TensorFlow Serving, Open Inference and MLflow.
 */
export async function describeOpenApi(context: Context, serving: Serving, reference: string) {
  const served = await describeServed(context, serving, reference);
  const { name, version, requiresKey, signature, target, example } = served;
  const [row = {}] = example.rows;
  const { tensorflow, openInference } = placesOf(parseReference(reference));
  const columns = signature.inputs.map(({ name }) => name);
  const rows = { type: 'array', items: { $ref: '#/components/schemas/Row' } };
  const post = (about: {
    summary: string;
    body: object;
    example: object;
    answer: object;
    description?: string;
  }) => ({
    post: {
      summary: about.summary,
      ...(about.description && { description: about.description }),
      requestBody: {
        required: true,
        content: { 'application/json': { schema: about.body, example: about.example } },
      },
      responses: {
        200: { description: 'Answered', content: { 'application/json': { schema: about.answer } } },
        default: {
          description: 'What is wrong, and what to do',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
    },
  });
  return {
    openapi: '3.1.0',
    info: {
      title: name,
      version: String(version),
      description: `Predicts ${target}. Version ${version} answers at ${reference}; when an alias moves, so does what answers.`,
    },
    servers: [{ url: context.config.url }],
    security: requiresKey ? [{ key: [] }] : [],
    paths: {
      [`/api/models/${reference}/predict`]: post({
        summary: 'Predict',
        description: 'Each answer has an id, under which it is logged and by which the truth is sent later.',
        body: {
          type: 'object',
          required: ['rows'],
          properties: {
            rows,
            id: { type: 'string', description: 'Of the request; one is made without it.' },
            key: {
              type: 'string',
              description:
                'Whom it is about: the same key gets the same version. Or in the header X-Prediction-Key.',
            },
          },
        },
        example,
        answer: answerSchema(signature.output),
      }),
      [`/api/models/${reference}/explain`]: post({
        summary: 'Explain: what each input did',
        body: { type: 'object', required: ['rows'], properties: { rows } },
        example,
        answer: explainedSchema,
      }),
      [`/api/models/${name}/labels`]: post({
        summary: 'Send the truth of predictions',
        body: labelsSchema(signature.output),
        example: {
          labels: [
            {
              id: 'of the prediction',
              label: signature.output.classes?.[0] ?? (signature.output.type === 'number' ? 0 : ''),
            },
          ],
        },
        answer: {
          type: 'object',
          properties: {
            received: { type: 'integer' },
            unknown: {
              type: 'integer',
              description: 'Of ids that are not in the log (yet): kept all the same.',
            },
            notKept: {
              type: 'integer',
              description:
                'Of predictions that the log, which keeps a part of the requests, does not hold: not kept either.',
            },
          },
        },
      }),
      [`/v1/models/${name}${tensorflow}:predict`]: post({
        summary: 'Predict, as TensorFlow Serving does',
        body: { type: 'object', required: ['instances'], properties: { instances: rows } },
        example: { instances: example.rows },
        answer: { type: 'object', properties: { predictions: { type: 'array', items: {} } } },
      }),
      [`/v2/models/${name}${openInference}/infer`]: post({
        summary: 'Predict, as Open Inference does',
        body: {
          type: 'object',
          required: ['inputs'],
          properties: { inputs: { type: 'array', items: { type: 'object' } } },
        },
        example: { inputs: toInferenceInputs(signature, row) },
        answer: { type: 'object', properties: { outputs: { type: 'array', items: { type: 'object' } } } },
      }),
      [`/api/models/${reference}/invocations`]: post({
        summary: 'Predict, as MLflow’s scoring server does',
        body: {
          type: 'object',
          properties: { dataframe_split: { type: 'object' }, dataframe_records: rows },
        },
        example: { dataframe_split: { columns, data: [columns.map((name) => row[name] ?? null)] } },
        answer: { type: 'object', properties: { predictions: { type: 'array', items: {} } } },
      }),
    },
    components: {
      schemas: { Row: rowSchema(signature), Error: errorSchema },
      ...(requiresKey && {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key of the deployment.' },
        },
      }),
    },
  };
}

/** Where the other protocols name a version or an alias; a served name stands alone, so that its deployment chooses. */
function placesOf({ served, target }: ModelReference): { tensorflow: string; openInference: string } {
  if (served) return { tensorflow: '', openInference: '' };
  return 'version' in target
    ? { tensorflow: `/versions/${target.version}`, openInference: `/versions/${target.version}` }
    : { tensorflow: `/labels/${target.alias}`, openInference: `/versions/${target.alias}` };
}
