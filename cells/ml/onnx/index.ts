/**
 * ONNX models that were made elsewhere, run by ONNX Runtime. A file is walked before it is run; it brings no code, and may not want
 * other files.
 */
import { answerOptions } from '../elsewhere/answer-options';
import { checkFits } from '../elsewhere/check-fits';
import { joinAnswers, readAnswers } from '../elsewhere/read-answers';
import { readBytes } from '../json-file';
import type { Fitted, RestoreContext } from '../learner';
import type { PackageFiles, Predictions, Signature } from '../model';
import { toFeeds } from './feed-rows';
import { onnxFile } from './onnx-file';
import { readGraph } from './read-graph';
import { openSession } from './start-engine';
import { withoutZipMaps } from './without-zip-maps';

export { onnxFile } from './onnx-file';
export { largestOnnx, readGraph } from './read-graph';

/** Rows that go through the engine at once. */
const mostRowsAtOnce = 10_000;

/**
 * Columns of the signature fill the inputs of the graph in its order: as many as each is wide.
 * @throws Error in words when the file does not fit the signature, or cannot be run
 */
export async function restoreOnnx(
  files: PackageFiles,
  context: RestoreContext & { signature: Signature; options: Readonly<Record<string, unknown>> },
): Promise<Fitted> {
  const file = readBytes(files, onnxFile);
  const graph = readGraph(file);
  const { signature, task } = context;
  const parsed = answerOptions.safeParse(context.options);
  if (!parsed.success) throw new Error('The manifest does not say which outputs of the model are read.');
  const { scores, label } = parsed.data;
  checkFits(graph, signature);
  const { ort, session } = await run(() => openSession(context.assets, withoutZipMaps(file, graph)));
  const wanted = [scores && (graph.zipMaps.get(scores) ?? scores), label].filter(
    (name) => name !== undefined,
  );
  const absent = wanted.find((name) => !session.outputNames.includes(name));
  if (wanted.length === 0 || absent !== undefined) {
    await session.release();
    throw new Error(`The model has no output “${absent ?? ''}”. It gives ${session.outputNames.join(', ')}.`);
  }
  const rowsAtOnce = graph.inputs.some(({ shape }) => shape?.[0] === 1) ? 1 : mostRowsAtOnce;
  const classes = task === 'regression' ? undefined : (context.classes ?? []);
  return {
    weights: [onnxFile],
    async predict(rows) {
      const parts: Predictions[] = [];
      for (let start = 0; start === 0 || start < rows.numRows; start += rowsAtOnce) {
        const end = Math.min(start + rowsAtOnce, rows.numRows);
        const feeds = toFeeds(ort, graph, signature, { rows, start, end });
        const answers = await run(() => session.run(feeds, wanted, { logSeverityLevel: 4 }));
        const [first, second] = wanted.map((name) => answers[name]);
        const found = scores ? { scores: first, label: second } : { label: first };
        parts.push(readAnswers(found, end - start, { ...parsed.data, classes }));
      }
      return joinAnswers(parts);
    },
    files: async () => new Map([[onnxFile, file]]),
    dispose: () => void session.release(),
  };
}

/** The engine's own words name files of its build machine; what follows them is for people. */
async function run<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const words = text
      .replace(/^.*ERROR_MESSAGE: /s, '')
      .replace(/^\[ONNXRuntimeError\] : \d+ : \w+ : /, '')
      .replace(/\S*\/onnxruntime\/\S+ (.*?\) )?/s, '');
    throw new Error(`ONNX Runtime could not run the model: ${words.slice(0, 400)}`, { cause });
  }
}
