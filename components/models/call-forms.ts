import { toInferenceInputs } from '@/cells/ml/inference-inputs';
import type { Signature } from '@/cells/ml/model';

type Row = Readonly<Record<string, unknown>>;

/** A request as a program sends it, and where in the answer the predictions stand. */
export interface Call {
  readonly url: string;
  readonly body: unknown;
  readonly answer: 'predictions' | 'outputs';
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly origin: string;
  /** `bike-demand`, `bike-demand@3` or `bike-demand@champion`. */
  readonly reference: string;
  readonly row: Row;
  readonly signature: Signature;
}

/** The forms of a request in which a model answers. */
export const callForms = [
  { value: 'cellar', label: 'Cellar', toCall: toOwn },
  { value: 'tensorflow-serving', label: 'TensorFlow Serving', toCall: toTensorflowServing },
  { value: 'open-inference', label: 'Open Inference v2', toCall: toOpenInference },
  { value: 'mlflow', label: 'MLflow scoring', toCall: toMlflow },
] as const satisfies readonly { value: string; label: string; toCall(asked: Asked): Call }[];

function toOwn({ origin, reference, row }: Asked): Call {
  return { url: `${origin}/api/models/${reference}/predict`, body: { rows: [row] }, answer: 'predictions' };
}

function toTensorflowServing({ origin, reference, row }: Asked): Call {
  const { model, version, alias } = parts(reference);
  const place = version ? `/versions/${version}` : alias ? `/labels/${alias}` : '';
  return {
    url: `${origin}/v1/models/${model}${place}:predict`,
    body: { instances: [row] },
    answer: 'predictions',
  };
}

function toOpenInference({ origin, reference, row, signature }: Asked): Call {
  const { model, version, alias } = parts(reference);
  const place = version ?? alias;
  return {
    url: `${origin}/v2/models/${model}${place ? `/versions/${place}` : ''}/infer`,
    body: { inputs: toInferenceInputs(signature, row) },
    answer: 'outputs',
  };
}

function toMlflow({ origin, reference, row }: Asked): Call {
  return {
    url: `${origin}/api/models/${reference}/invocations`,
    body: { dataframe_records: [row] },
    answer: 'predictions',
  };
}

interface Parts {
  readonly model: string;
  readonly version?: string;
  readonly alias?: string;
}

function parts(reference: string): Parts {
  const [model = '', target] = reference.split('@');
  if (!target) return { model };
  return /^\d+$/.test(target) ? { model, version: target } : { model, alias: target };
}
