/**
 * A version that somebody looks closer at, in a thread of its own: what is served goes on undisturbed. Questions are worked on side by
 * side, so that a slider is answered while importances are. It has no database, no storage and no network business.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { answerQuestion, writeTyped } from '@/cells/ml/asking';
import { readHeldOut } from '@/cells/ml/held-out-file';
import { type JudgedRows, judgeRows } from '@/cells/ml/judging';
import type { TrainingProfile } from '@/cells/ml/model';
import { nodeAssets } from '@/cells/ml/node-assets';
import { openModel } from '@/cells/ml/open-model';
import { validateRows } from '@/cells/ml/validate-rows';
import type { AskingData, AskingReply, AskingRequest } from './asking-messages';
import { spreadRows } from './spread-rows';

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread.');
const reply = (message: AskingReply) => port.postMessage(message);
const words = (error: unknown) => (error instanceof Error ? error.message : String(error));
/** Between two words on how far it is. */
const tellMs = 100;
/** Rows made of the profile, where a package keeps none. */
const madeRows = 500;

try {
  // Only `createAskedModels` starts this file, with this data.
  const ask = await open(workerData as AskingData);
  const stops = new Map<number, AbortController>();
  port.on('message', async (request: AskingRequest) => {
    const { id } = request;
    if (request.type === 'stop') return stops.get(id)?.abort();
    const stop = new AbortController();
    stops.set(id, stop);
    let told = 0;
    const progress = (fraction: number) => {
      if (performance.now() - told < tellMs) return;
      told = performance.now();
      reply({ type: 'progress', id, fraction });
    };
    try {
      const answer = await ask(request.question, { signal: stop.signal, progress });
      reply({ type: 'answer', id, text: writeTyped(answer) });
    } catch (error) {
      reply({ type: 'failure', id, message: words(error) });
    } finally {
      stops.delete(id);
    }
  });
  reply({ type: 'ready' });
} catch (error) {
  reply({ type: 'unusable', message: words(error) });
}

async function open({ files: paths, example }: AskingData) {
  const files = new Map(
    await Promise.all(
      Object.entries(paths).map(
        async ([path, file]) => [path, new Uint8Array(await readFile(file))] as const,
      ),
    ),
  );
  const model = await openModel(files, { assets: nodeAssets(dirname(fileURLToPath(import.meta.url))) });
  const profile = readProfile(files.get('profile.json'));
  const heldOut = readHeldOut(files);
  if (heldOut) {
    const { rows: table, baseline } = heldOut;
    let judged: Promise<JudgedRows> | undefined;
    return answerQuestion({
      ...{ model, table, profile },
      judged() {
        judged ??= judgeRows(model, table, { baseline });
        return judged;
      },
    });
  }
  const read = validateRows(
    { ...model.signature, inputs: model.signature.inputs.map((field) => ({ ...field, required: false })) },
    [example],
  );
  if (!read.ok) throw new Error(`Its example does not fit its inputs: ${read.problems[0]?.message}`);
  const known = profile && spreadRows(model.signature, profile, madeRows);
  return answerQuestion({ model, table: read.rows, profile, known });
}

/** Written by our own code in the frame, yet only numbers and texts are taken from it. */
function readProfile(bytes: Uint8Array | undefined): TrainingProfile | undefined {
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as TrainingProfile);
}
