import type { AnsweredRows } from '../../serving';
import { predictionHeaders } from '../prediction-headers';
import { toTensors } from '../tensors';
import { writeTensor } from './binary';
import { datatypeOf } from './describe-model';
import type { ReadRequest } from './read-request';

export const jsonLengthHeader = 'Inference-Header-Content-Length';

/** JSON, and behind it the bytes of the outputs that were asked for so. */
export function writeAnswer(answered: AnsweredRows & { readonly asked: ReadRequest }): Response {
  const { asked, name, version, answers, id } = answered;
  const tensors = new Map(toTensors(answered).map((tensor) => [tensor.name, tensor]));
  const binaries: Uint8Array[] = [];
  const outputs = asked.outputs.flatMap(({ name: output, binary }): object[] => {
    const tensor = tensors.get(output);
    if (!tensor) return [];
    const { element, width, values } = tensor;
    const about = {
      name: output,
      shape: width === undefined ? [answers.length] : [answers.length, width],
      datatype: datatypeOf(element),
    };
    if (!binary) return [{ ...about, data: values }];
    const bytes = writeTensor(values, element);
    binaries.push(bytes);
    return [{ ...about, parameters: { binary_data_size: bytes.byteLength } }];
  });
  const body = {
    model_name: name,
    model_version: String(version.number),
    id: asked.given ?? id,
    outputs,
  };
  const headers = predictionHeaders(answered);
  if (binaries.length === 0) return Response.json(body, { headers });
  const json = Buffer.from(JSON.stringify(body));
  return new Response(Buffer.concat([json, ...binaries]), {
    headers: {
      ...headers,
      'Content-Type': 'application/octet-stream',
      [jsonLengthHeader]: String(json.byteLength),
    },
  });
}
