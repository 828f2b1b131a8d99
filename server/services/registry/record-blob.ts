import { z } from 'zod';
import { command } from '../../command';
import { noteBlob } from '../storage';

/** Notes an uploaded file, so that the collector knows when it came and keeps it long enough to be promoted. */
export const recordBlob = command({
  action: 'model.promote',
  input: z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().nonnegative() }),
  async run(context, { hash, bytes }) {
    await noteBlob(context, { hash, bytes });
    context.audit(`blob:${hash}`, { bytes });
    return { hash, bytes };
  },
});
