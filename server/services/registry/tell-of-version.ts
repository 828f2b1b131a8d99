import type { CommandContext } from '../../context';
import { tellEvent } from '../events';
import { emit } from '../webhooks';

/** A version has come, wherever it was made: webhooks are told, and the schedules that wait for it. */
export async function tellOfVersion(
  context: CommandContext,
  { modelId, model, number }: { modelId: string; model: string; number: number },
): Promise<void> {
  await emit(context, 'model.version.ready', { model, version: number });
  await tellEvent(context, { kind: 'version', subject: modelId, words: `${model} has version ${number}` });
}
