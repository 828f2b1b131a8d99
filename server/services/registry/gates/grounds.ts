import { and, desc, eq, isNull } from 'drizzle-orm';
import { maskVerdict } from '@/cells/gates/mask-verdict';
import type { CommandContext } from '../../../context';
import { gateChecks, modelVersions } from '../../../db/schema';
import type { MoveGrounds } from '../../../db/schema/registry';
import { AppError } from '../../../errors';
import { personalOf } from '../read-personal';
import { gatesInForce } from './editions';

export interface Wanted {
  readonly model: { readonly id: string; readonly name: string };
  readonly alias: string;
  readonly version: number;
  /** Where the alias stands now. */
  readonly from: number | null;
}

export type Ruling =
  | { readonly may: true; readonly grounds: MoveGrounds | null }
  | { readonly may: false; readonly refusal: string; readonly checkId?: string };

/**
 * Whether an alias may move to a version: always when it is not protected, else when a check of this version against the
 * version it stands at now, with the gates that hold now, has passed.
 */
export async function ruleOnMove(context: CommandContext, wanted: Wanted): Promise<Ruling> {
  const { model, alias, version, from } = wanted;
  const { edition, aliases, rules } = await gatesInForce(context, model.id);
  if (!aliases.includes(alias)) return { may: true, grounds: null };
  const [check] = await context.db
    .select()
    .from(gateChecks)
    .where(
      and(
        ...[eq(gateChecks.modelId, model.id), eq(gateChecks.version, version), eq(gateChecks.alias, alias)],
        ...[
          eq(gateChecks.edition, edition),
          from === null ? isNull(gateChecks.against) : eq(gateChecks.against, from),
        ],
      ),
    )
    .orderBy(desc(gateChecks.createdAt), desc(gateChecks.id))
    .limit(1);
  const page = `/models/${model.name}/${version}`;
  if (!check)
    return {
      may: false,
      refusal: `${alias} of ${model.name} is protected by ${rules.length} gate${rules.length === 1 ? '' : 's'}, and version ${version} has not been checked${from === null ? '' : ` against version ${from}`} with them. Run the checks on ${page} (Make ${alias}).`,
    };
  if (check.state === 'passed') return { may: true, grounds: { kind: 'passed', checkId: check.id } };
  if (check.state === 'running')
    return {
      ...{ may: false, checkId: check.id },
      refusal: `The gates of ${alias} are still being checked for version ${version}. Try again when they have ended.`,
    };
  const candidate = await context.db.query.modelVersions.findFirst({
    where: and(eq(modelVersions.modelId, model.id), eq(modelVersions.number, version)),
    columns: { data: true, manifest: true },
  });
  const personal = candidate ? await personalOf(context, candidate) : new Map();
  const open = check.verdicts
    .filter(({ state }) => state === check.state)
    .map((verdict) => maskVerdict(verdict, personal));
  return {
    ...{ may: false, checkId: check.id },
    refusal: `${check.state === 'failed' ? 'The gates refuse' : 'The gates have not let through'} version ${version} of ${model.name} as ${alias}. ${open.map(({ words, todo }) => `${words}${todo ? ` ${todo}` : ''}`).join(' ')}`,
  };
}

/** As `ruleOnMove`. @throws AppError with what failed and what to do */
export async function requireGrounds(context: CommandContext, wanted: Wanted): Promise<MoveGrounds | null> {
  const ruling = await ruleOnMove(context, wanted);
  if (ruling.may) return ruling.grounds;
  throw new AppError('unprocessable', ruling.refusal, {
    detail: { refused: 'gates', ...(ruling.checkId && { checkId: ruling.checkId }) },
  });
}

export async function isProtected(context: CommandContext, modelId: string, alias: string): Promise<boolean> {
  const { aliases } = await gatesInForce(context, modelId);
  return aliases.includes(alias);
}
