import { maskJudgement } from '@/cells/ml/judging/mask-judgement';
import { AppError } from '../errors';
import { parseReference, readPersonal, readServed } from '../services/registry';
import { judgeVersion } from '../serving';
import type { RouteModule } from './route';

/** Judgements that are kept, as text of about 150 kB each. */
const mostKept = 64;

/**
 * `GET /api/models/name@3/judgement?versus=2`: how good a version is on its held-out rows, beside another version on the same rows. A
 * version never changes, so that its judgement is made once; one at a time, since each takes a core for a second or two. What is personal is
 * masked as it is marked now.
 */
export const judgementRoutes: RouteModule = (system) => {
  const kept = new Map<string, Promise<string>>();
  let turn: Promise<unknown> = Promise.resolve();

  function judgeOnce(key: string, make: () => Promise<string>): Promise<string> {
    const known = kept.get(key);
    if (known) return known;
    const made = turn.then(make);
    turn = made.catch(() => {});
    kept.set(key, made);
    made.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
    return made;
  }

  return [
    {
      method: 'GET',
      path: '/api/models/:reference/judgement',
      policy: 'model.read',
      async handle(request, context) {
        const { model, target } = parseReference(request.req.param('reference') ?? '');
        if (!('version' in target))
          throw new AppError('bad_request', `Say which version: ${model}@3, for example.`);
        const version = await readServed(context, model, target.version);
        const versus = readVersus(request.req.query('versus'));
        const against = versus === undefined ? undefined : await readServed(context, model, versus);
        const text = await judgeOnce(`${version.id} ${against?.id ?? ''}`, async () =>
          JSON.stringify((await understand(judgeVersion(system, version, { against }))).judgement),
        );
        const personal = await readPersonal(context, version.id);
        const shown = personal.size === 0 ? text : JSON.stringify(maskJudgement(JSON.parse(text), personal));
        return request.body(shown, 200, { 'Content-Type': 'application/json' });
      },
    },
  ];
};

function readVersus(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new AppError('bad_request', `versus is the number of a version, not “${text.slice(0, 20)}”.`);
}

/** A package may be damaged, or not comparable: the person is told in what. */
async function understand<T>(judging: Promise<T>): Promise<T> {
  try {
    return await judging;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('unprocessable', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
