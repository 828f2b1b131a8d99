import { concatenate, type Field, readFields, readText, writeField, writeRead } from './protobuf';
import { type OnnxGraph, readGraph } from './read-graph';

/**
 * The same model with its maps of probabilities given as the tensor that they are made from: the engine hands out tensors only, and the
 * maps cost a JavaScript object for each row. A file without such maps is given as it is.
 */
export function withoutZipMaps(file: Uint8Array, graph: OnnxGraph = readGraph(file)): Uint8Array {
  const outputs = new Map(
    graph.outputs.flatMap(({ name, type }) => {
      const tensor = graph.zipMaps.get(name);
      return type === 'maps' && tensor ? [[name, tensor] as const] : [];
    }),
  );
  if (outputs.size === 0) return file;
  return rewrite(file, (field) =>
    field.number === 7 && field.bytes ? writeField(7, rewriteGraph(field.bytes, outputs)) : undefined,
  );
}

function rewriteGraph(graph: Uint8Array, outputs: ReadonlyMap<string, string>): Uint8Array {
  return rewrite(graph, ({ number, bytes }) => {
    if (!bytes || (number !== 1 && number !== 12)) return undefined;
    const names = [...readFields(bytes)];
    // Of a node the outputs are field 2; of a value the name is field 1.
    const name = readText(names.find((field) => field.number === (number === 1 ? 2 : 1))?.bytes, 200);
    const tensor = outputs.get(name);
    if (tensor === undefined) return undefined;
    return number === 1 ? new Uint8Array() : writeField(12, tensorValue(tensor));
  });
}

/** ValueInfoProto of a float tensor of any shape. */
const tensorValue = (name: string) =>
  concatenate([
    writeField(1, new TextEncoder().encode(name)),
    writeField(2, writeField(1, writeField(1, 1))),
  ]);

/** The message with those fields that `change` gives anew. */
function rewrite(message: Uint8Array, change: (field: Field) => Uint8Array | undefined): Uint8Array {
  return concatenate(Array.from(readFields(message), (field) => change(field) ?? writeRead(field)));
}
