import type { Shadowed } from './ask-shadows';
import { isKept } from './choose-logged';
import { logFailure, toRecords } from './log-answers';
import { readRows, type Serving, toAnswers } from './predict';
import type { ServedVersion } from './resolve-version';

/** Has a shadow answer a request that was answered: into the log and the figures, to nobody. */
export async function answerShadow(
  serving: Pick<Serving, 'resolve' | 'models' | 'log' | 'traffic' | 'tick'>,
  { model, deployment, version: number, split, rows: given, id, key, answers: beside, oneOf }: Shadowed,
): Promise<void> {
  const began = performance.now();
  const route = { deployment, role: 'shadow' as const };
  const counted = { ...route, version: number, split };
  let version: ServedVersion | undefined;
  try {
    version = await serving.resolve({ model, target: { version: number } });
    const { rows } = readRows(version, given);
    const opened = await serving.models.get(version);
    const predictions = await opened.predict(rows);
    const latency = performance.now() - began;
    const answers = toAnswers(id, rows.numRows, predictions);
    if (isKept(id, oneOf))
      await serving.log.append(
        toRecords(serving, { route, version, id, key, rows, answers, latency, oneOf }),
      );
    const { cost } = predictions;
    serving.traffic.add({ ...counted, failed: false, latency, answers, cost, beside });
  } catch (error) {
    const latency = performance.now() - began;
    serving.traffic.add({ ...counted, failed: true, latency, answers: [] });
    if (version) await logFailure(serving, { route, version, id, key, error, latency });
  }
}
