import { z } from 'zod';
import type { SignatureField } from '@/cells/ml/model';
import { type AskedRows, requireFewRows, type ServedVersion } from '../../serving';
import { parseLooseJson } from '../loose-json';
import { invalidArgument } from './errors';
import type { Method } from './parse-path';
import { signatureName } from './signature-def';

const object = z.record(z.string(), z.unknown());
type Json = Readonly<Record<string, unknown>>;

/** By rows: `instances` in, `predictions` out. By columns: `inputs` in, `outputs` out. */
export type Layout = 'rows' | 'columns';

export interface ReadRequest extends AskedRows {
  readonly layout: Layout;
}

/** @throws AppError bad_request, in TensorFlow Serving's words where it has some */
export function readRequest(text: string, method: Method, { manifest }: ServedVersion): ReadRequest {
  const body = parseBody(text);
  const { inputs: fields, output } = manifest.signature;
  requireSignature(body.signature_name, method, output.type);
  if (method !== 'predict') return { rows: readExamples(body), layout: 'rows' };
  const { instances, inputs } = body;
  if (instances !== undefined && inputs !== undefined)
    throw invalidArgument(
      "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist",
    );
  if (instances !== undefined) return { rows: readInstances(instances, fields), layout: 'rows' };
  if (inputs !== undefined) return { rows: readColumns(inputs, fields), layout: 'columns' };
  throw invalidArgument("Missing 'inputs' or 'instances' key");
}

function parseBody(text: string): Json {
  if (text === '') throw invalidArgument('JSON Parse error: The document is empty');
  let value: unknown;
  try {
    value = parseLooseJson(text);
  } catch (error) {
    throw invalidArgument(`JSON Parse error: ${error instanceof Error ? error.message : String(error)}`);
  }
  const body = object.safeParse(value);
  if (!body.success || Array.isArray(value)) throw invalidArgument('JSON Value: Is not object');
  return body.data;
}

function requireSignature(name: unknown, method: Method, output: 'number' | 'string'): void {
  if (name !== undefined && typeof name !== 'string')
    throw invalidArgument("'signature_name' key must be a string value.");
  if (name && name !== signatureName)
    throw invalidArgument(`Serving signature name: "${name}" not found in signature def`);
  if (method === 'classify' && output === 'number')
    throw invalidArgument(
      'Expected classification signature: this model predicts numbers. Call :regress or :predict.',
    );
  if (method === 'regress' && output === 'string')
    throw invalidArgument(
      'Expected regression signature: this model predicts classes. Call :classify or :predict.',
    );
}

/** Objects by input, or of a model with one input its bare values. */
function readInstances(instances: unknown, fields: readonly SignatureField[]): Json[] {
  if (!Array.isArray(instances)) throw invalidArgument("Expecting 'instances' to be an list/array");
  if (instances.length === 0) throw invalidArgument("No values in 'instances' array");
  requireFewRows(instances.length);
  const [only] = fields;
  return instances.map((instance: unknown, place) => {
    if (isObject(instance)) return readNamed(instance, fields, place);
    if (fields.length > 1 || !only)
      throw invalidArgument(
        'instances is a plain list, but expecting list of objects as multiple input tensors required as per tensorinfo_map',
      );
    return { [only.name]: readValue(instance, only) };
  });
}

function readNamed(instance: Json, fields: readonly SignatureField[], place: number): Json {
  const known = new Map(fields.map((field) => [field.name, field]));
  return Object.fromEntries(
    Object.entries(instance).map(([name, value]) => {
      const field = known.get(name);
      if (!field)
        throw invalidArgument(
          `Failed to process element: ${place} key: ${name} of 'instances' list. Error: INVALID_ARGUMENT: JSON object: does not have named input: ${name}`,
        );
      return [name, readValue(value, field)];
    }),
  );
}

function readColumns(inputs: unknown, fields: readonly SignatureField[]): Json[] {
  const [only] = fields;
  const named = isObject(inputs);
  if (!named && (fields.length > 1 || !only))
    throw invalidArgument(
      'inputs is a plain value/list, but expecting an object as multiple input tensors required as per tensorinfo_map',
    );
  const columns = fields.map((field) => {
    const given = named ? inputs[field.name] : inputs;
    if (given === undefined) {
      if (field.required) throw invalidArgument(`Missing named input: ${field.name} in 'inputs' object.`);
      return undefined;
    }
    const list: readonly unknown[] = Array.isArray(given) ? given : [given];
    return { field, list };
  });
  const rows = Math.max(0, ...columns.map((column) => column?.list.length ?? 0));
  requireFewRows(rows);
  const short = columns.find((column) => column && column.list.length !== rows);
  if (short)
    throw invalidArgument(
      `Input ${short.field.name} has ${short.list.length} values, and another has ${rows}: all need one for each row.`,
    );
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      columns.flatMap((column) =>
        column ? [[column.field.name, readValue(column.list[row], column.field)]] : [],
      ),
    ),
  );
}

/** `examples` of features, each a value or a list of one; what `context` holds counts for all of them. */
function readExamples({ examples, context }: Json): Json[] {
  if (examples === undefined)
    throw invalidArgument("When method is classify, key 'examples' is expected and was not found");
  if (!Array.isArray(examples)) throw invalidArgument("Expecting 'examples' value to be an list/array");
  if (examples.length === 0) throw invalidArgument("'examples' value is an empty array");
  requireFewRows(examples.length);
  const shared = context === undefined ? {} : toExample(context);
  return examples.map((example: unknown) => ({ ...shared, ...toExample(example) }));
}

function toExample(value: unknown): Json {
  if (!isObject(value)) throw invalidArgument('Example must be JSON object');
  return Object.fromEntries(Object.entries(value).map(([name, given]) => [name, unwrap(given)]));
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isBase64(value);

const isBase64 = (value: unknown): value is { readonly b64: string } =>
  typeof value === 'object' &&
  value !== null &&
  'b64' in value &&
  typeof value.b64 === 'string' &&
  Object.keys(value).length === 1;

/** Tensors of shape [rows, 1] are common, and mean the same. Bytes of a picture stay base64; of a text they are UTF-8. */
function readValue(given: unknown, field: SignatureField): unknown {
  const value = unwrap(given);
  if (!isBase64(value)) return value;
  return field.content === 'image' ? value.b64 : Buffer.from(value.b64, 'base64').toString('utf8');
}

function unwrap(value: unknown, deepest = 4): unknown {
  return deepest > 0 && Array.isArray(value) && value.length === 1 ? unwrap(value[0], deepest - 1) : value;
}
