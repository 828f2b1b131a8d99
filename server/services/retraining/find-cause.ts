import { and, count, desc, eq, gt, gte, inArray, ne, or } from 'drizzle-orm';
import type { Context } from '../../context';
import {
  alerts,
  datasetVersions,
  modelAliases,
  modelVersions,
  monitors,
  type RetrainingRule,
  retrainingTurns,
} from '../../db/schema';
import { defaultAlias } from '../registry';
import { dueTimes } from '../schedules';
import { chooseNewest, isSameTable, type PinnedData } from './choose-newest';
import { countNewLabels } from './count-labels';
import type { Cause } from './start-turn';
import { listNotebookData, readTrainingNotebook } from './training-notebook';

const weekMs = 7 * 86_400_000;

/**
 * What starts a turn of a model by its rule now: undefined when nothing does, or when its limits hold it back, in which case the cause is
 * found again when they let go. What happened before the last turn began does not count once more.
 */
export async function findCause(
  context: Context,
  due: { modelId: string; model: string; rule: RetrainingRule; setAt: Date },
): Promise<Cause | undefined> {
  const { modelId, rule, setAt } = due;
  const now = context.now();
  const [last] = await context.db
    .select()
    .from(retrainingTurns)
    .where(eq(retrainingTurns.modelId, modelId))
    .orderBy(desc(retrainingTurns.number))
    .limit(1);
  if (last?.liveKey) return undefined;
  if (last && now.getTime() - last.createdAt.getTime() < rule.leastHours * 3_600_000) return undefined;
  const champion = await readChampion(context, modelId);
  if (!champion) return undefined;
  const { schedule } = rule.when;
  const since = last && last.createdAt > setAt ? last.createdAt : setAt;
  const cause =
    (rule.when.alerts && (await findAlert(context, modelId, rule.when.alerts.checks, since))) ||
    (rule.when.newData && (await findNewData(context, { rule, champion, last, since }))) ||
    (rule.when.labels !== null && (await findLabels(context, due, champion, last, rule.when.labels)));
  const scheduled = schedule ? dueTimes(schedule).previous(now) : null;
  const found: Cause | undefined =
    cause ||
    (scheduled && scheduled > since
      ? { kind: 'schedule', words: 'It was due by its schedule', detail: { dueAt: scheduled.toISOString() } }
      : undefined);
  return found && (await hasRoom(context, modelId, rule.mostPerWeek)) ? found : undefined;
}

async function hasRoom({ db, now }: Context, modelId: string, mostPerWeek: number): Promise<boolean> {
  const from = new Date(now().getTime() - weekMs);
  const [made] = await db
    .select({ turns: count() })
    .from(retrainingTurns)
    .where(and(eq(retrainingTurns.modelId, modelId), gte(retrainingTurns.createdAt, from)));
  return (made?.turns ?? 0) < mostPerWeek;
}

type Champion = Pick<
  typeof modelVersions.$inferSelect,
  'number' | 'notebookId' | 'revisionId' | 'data' | 'createdAt'
>;

async function readChampion({ db }: Context, modelId: string): Promise<Champion | undefined> {
  const [row] = await db
    .select({
      ...{ number: modelVersions.number, createdAt: modelVersions.createdAt, data: modelVersions.data },
      ...{ notebookId: modelVersions.notebookId, revisionId: modelVersions.revisionId },
    })
    .from(modelAliases)
    .innerJoin(
      modelVersions,
      and(eq(modelVersions.modelId, modelAliases.modelId), eq(modelVersions.number, modelAliases.version)),
    )
    .where(and(eq(modelAliases.modelId, modelId), eq(modelAliases.alias, defaultAlias)));
  return row;
}

/** An alert of the model's monitors that opened since: of the named checks, or of any critical one. */
async function findAlert(
  { db }: Context,
  modelId: string,
  checks: readonly string[],
  since: Date,
): Promise<Cause | undefined> {
  const [alert] = await db
    .select({ id: alerts.id, check: alerts.check, detail: alerts.detail })
    .from(alerts)
    .innerJoin(monitors, eq(monitors.scheduleId, alerts.scheduleId))
    .where(
      and(
        eq(monitors.modelId, modelId),
        eq(alerts.source, 'check'),
        ne(alerts.state, 'resolved'),
        gt(alerts.openedAt, since),
        checks.length > 0 ? inArray(alerts.check, [...checks]) : or(eq(alerts.severity, 'critical')),
      ),
    )
    .orderBy(alerts.openedAt)
    .limit(1);
  return (
    alert && {
      kind: 'alert',
      words: `The check “${alert.check}” failed${alert.detail ? `: ${alert.detail}` : ''}`.slice(0, 500),
      detail: { alertId: alert.id, check: alert.check },
    }
  );
}

type LastTurn = typeof retrainingTurns.$inferSelect | undefined;

/** A version that neither the champion nor the last turn has read; of a data set that neither has, one that came since. */
async function findNewData(
  context: Context,
  from: { rule: RetrainingRule; champion: Champion; last: LastTurn; since: Date },
): Promise<Cause | undefined> {
  const { rule, champion, last, since } = from;
  const newest = await listFollowed(context, rule, champion).catch(() => []);
  const known = [...champion.data, ...(last?.data ?? []), ...(last?.added ? [last.added] : [])];
  const isFresh = async ({ datasetId, version }: (typeof newest)[number]) => {
    const read = known.filter((one) => one.datasetId === datasetId).map((one) => one.version);
    return read.length > 0
      ? version > Math.max(...read)
      : (await createdAtOf(context, { datasetId, version })) > since;
  };
  let fresh: (typeof newest)[number] | undefined;
  for (const one of newest) if (!fresh && (await isFresh(one))) fresh = one;
  return (
    fresh && {
      kind: 'data',
      words: `${fresh.name} has version ${fresh.version}`,
      detail: { datasetId: fresh.datasetId, version: fresh.version },
    }
  );
}

/**
 * The data sets whose versions are news. A notebook may be attached, and lent, tables that no cell reads: while its cells are those that made
 * the champion, what that read is all they read. Of other cells nobody knows it yet.
 */
async function listFollowed(
  context: Context,
  { notebook }: RetrainingRule,
  champion: Champion,
): Promise<PinnedData> {
  if (!notebook) return (await chooseNewest(context, champion.data)).data;
  const { revisionId } = await readTrainingNotebook(context, notebook);
  const { data } = await listNotebookData(context, notebook.id, champion);
  return revisionId === champion.revisionId
    ? data.filter((one) => champion.data.some((read) => isSameTable(one, read)))
    : data;
}

async function createdAtOf(
  { db }: Context,
  { datasetId, version }: { datasetId: string; version: number },
): Promise<Date> {
  const row = await db.query.datasetVersions.findFirst({
    where: and(eq(datasetVersions.datasetId, datasetId), eq(datasetVersions.number, version)),
    columns: { createdAt: true },
  });
  return row?.createdAt ?? new Date(0);
}

async function findLabels(
  context: Context,
  { modelId, model }: { modelId: string; model: string },
  champion: Champion,
  last: LastTurn,
  wanted: number,
): Promise<Cause | undefined> {
  const since = last && last.createdAt > champion.createdAt ? last.createdAt : champion.createdAt;
  const labels = await countNewLabels(context, { modelId, model, since });
  return labels >= wanted
    ? {
        kind: 'labels',
        words: `${labels} labels came since ${last ? 'the last turn' : 'it was trained'}`,
        detail: { labels },
      }
    : undefined;
}
