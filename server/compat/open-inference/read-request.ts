import { z } from 'zod';
import type { SignatureField } from '@/cells/ml/model';
import { AppError } from '../../errors';
import { type AskedRows, requestId, requireFewRows, type ServedVersion } from '../../serving';
import { parseLooseJson } from '../loose-json';
import { elementOf, outputsOf } from '../tensors';
import { type Datatype, isDatatype, readTensor } from './binary';

const parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional();
const inferRequest = z.object({
  id: z.string().max(1000).optional(),
  parameters,
  inputs: z
    .array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int().nonnegative()),
        datatype: z.string(),
        parameters,
        data: z.unknown().optional(),
      }),
    )
    .min(1),
  outputs: z.array(z.object({ name: z.string(), parameters })).optional(),
});
type Request = z.infer<typeof inferRequest>;
type Input = Request['inputs'][number];

export interface AskedOutput {
  readonly name: string;
  readonly binary: boolean;
}

export interface ReadRequest extends AskedRows {
  /** As given: it is echoed even where it is no id of ours. */
  readonly given?: string;
  readonly outputs: readonly AskedOutput[];
}

const wrong = (message: string) => new AppError('bad_request', message);

/**
 * @param body JSON, followed by the bytes of binary tensors
 * @param jsonBytes how many of them are JSON, where the header says so
 * @throws AppError bad_request
 */
export function readRequest(
  body: Uint8Array,
  jsonBytes: number | undefined,
  version: ServedVersion,
): ReadRequest {
  const length = jsonBytes ?? body.byteLength;
  if (length > body.byteLength)
    throw wrong(`The header says ${length} bytes of JSON, and the body has ${body.byteLength}.`);
  const request = parseBody(Buffer.from(body.subarray(0, length)).toString('utf8'));
  const rest = body.subarray(length);
  let at = 0;
  const columns = version.manifest.signature.inputs.length;
  const tensors = request.inputs.map((input) => {
    requireFewRows(input.shape[0] ?? 0);
    if (widthOf(input) > columns)
      throw wrong(
        `Input ${input.name} has shape [${input.shape.join(',')}], and the model has ${columns} columns.`,
      );
    const bytes = input.parameters?.binary_data_size;
    if (typeof bytes !== 'number') return { input, values: flatten(input) };
    at += bytes;
    if (!(bytes >= 0) || at > rest.byteLength)
      throw wrong(`Input ${input.name}: its bytes are not all there.`);
    return { input, values: checkCount(input, readTensor(rest.subarray(at - bytes, at), datatypeOf(input))) };
  });
  const id = requestId.safeParse(request.id);
  return {
    rows: toRows(tensors, version),
    ...(id.success && { id: id.data }),
    given: request.id,
    outputs: readOutputs(request, version),
  };
}

function parseBody(text: string): Request {
  let value: unknown;
  try {
    value = parseLooseJson(text);
  } catch (error) {
    throw wrong(
      `failed to parse the request JSON buffer: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = inferRequest.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrong(`Unable to parse '${issue?.path.join('.') || 'request'}': ${issue?.message}`);
}

function datatypeOf({ name, datatype }: Input): Datatype {
  if (isDatatype(datatype)) return datatype;
  throw wrong(`Input ${name}: the datatype ${datatype} is not known here.`);
}

/** Lists within lists that are looked into: no tensor of rows has more dimensions. */
const deepest = 8;

/** Nested or flat: both are row-major. */
function flatten(input: Input): readonly unknown[] {
  datatypeOf(input);
  const values: unknown = Array.isArray(input.data) ? input.data.flat(deepest) : undefined;
  if (!Array.isArray(values)) throw wrong(`Input ${input.name}: "data" must be a list.`);
  return checkCount(input, values);
}

function checkCount<Value>({ name, shape }: Input, values: readonly Value[]): readonly Value[] {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== values.length)
    throw wrong(
      `Unable to parse 'data': Shape [${shape.join(',')}] of input ${name} is ${count} values, not ${values.length}.`,
    );
  return values;
}

interface Tensor {
  readonly input: Input;
  readonly values: readonly unknown[];
}

/** A tensor for each column, or one of shape [rows, columns] for all of them in the order of the signature. */
function toRows(tensors: readonly Tensor[], { model, manifest }: ServedVersion): Record<string, unknown>[] {
  const fields = manifest.signature.inputs;
  const [first] = tensors;
  const rows = first?.input.shape[0] ?? 0;
  if (first && tensors.length === 1 && fields.length > 1 && widthOf(first.input) === fields.length)
    return Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(
        fields.map((field, column) => [
          field.name,
          readValue(first.values[row * fields.length + column], first.input, field),
        ]),
      ),
    );
  const columns = tensors.map(({ input, values }) => {
    const field = fields.find(({ name }) => name === input.name);
    if (!field) throw wrong(`unexpected inference input '${input.name}' for model '${model}'`);
    if (input.shape[0] !== rows || widthOf(input) !== 1)
      throw wrong(
        `Input ${input.name} has shape [${input.shape.join(',')}]; [${rows}] is expected: a value for each row.`,
      );
    return { field, input, values };
  });
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      columns.map(({ field, input, values }) => [field.name, readValue(values[row], input, field)]),
    ),
  );
}

const widthOf = ({ shape }: Input) => shape.slice(1).reduce((product, size) => product * size, 1);

/** NaN is a missing value; a boolean may come as 0 and 1, which is how tensors hold it; bytes may come as base64. */
function readValue(value: unknown, input: Input, field: SignatureField): unknown {
  if (typeof value === 'number' && Number.isNaN(value)) return null;
  if (elementOf(field) === 'boolean' && (value === 0 || value === 1)) return value === 1;
  if (typeof value === 'string' && input.parameters?.content_type === 'base64' && field.content !== 'image')
    return Buffer.from(value, 'base64').toString('utf8');
  return value;
}

function readOutputs(request: Request, version: ServedVersion): AskedOutput[] {
  const known = outputsOf(version).map(({ name }) => name);
  const usual = request.parameters?.binary_data_output === true;
  if (!request.outputs || request.outputs.length === 0) return known.map((name) => ({ name, binary: usual }));
  return request.outputs.map(({ name, parameters: own }) => {
    if (!known.includes(name))
      throw wrong(`unexpected inference output '${name}' for model '${version.model}'`);
    return { name, binary: typeof own?.binary_data === 'boolean' ? own.binary_data : usual };
  });
}
