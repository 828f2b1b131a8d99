import type { Context } from '../../context';
import { readStates } from '../../services/registry';

/** A ready version is loaded when it is first asked; what is still checked is loading, and what failed its check never comes. */
const states = { ready: 'AVAILABLE', pending: 'LOADING', failed: 'END', external: 'END' } as const;

/** Of one version, or of all, newest first. */
export async function readStatus(context: Context, model: string, version: number | undefined) {
  const versions = await readStates(context, { model, version });
  return {
    model_version_status: versions.map(({ number, status, statusDetail }) => ({
      version: String(number),
      state: states[status],
      status:
        states[status] === 'END'
          ? { error_code: 'FAILED_PRECONDITION', error_message: statusDetail ?? '' }
          : { error_code: 'OK', error_message: '' },
    })),
  };
}
