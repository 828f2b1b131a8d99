import { and, count, desc, eq, gte, inArray, sql } from 'drizzle-orm';
import { maskText } from '@/cells/personal';
import type { CommandContext } from '../../context';
import { alertEvents, alerts } from '../../db/schema';
import { createId } from '../../id';
import { emit } from '../webhooks';
import { recordEvent } from './record-event';
import { readRules } from './rules';
import { sendTellAlerts } from './tell-job';

type Alert = typeof alerts.$inferSelect;

/** Something that was looked at: well, or a reason for an alert. */
export interface Finding {
  readonly source: Alert['source'];
  /** What there is one live alert for, e.g. `<schedule>:<check>`. */
  readonly liveKey: string;
  readonly name: string;
  readonly ok: boolean;
  readonly severity: Alert['severity'];
  readonly detail: string;
  readonly runbook?: string;
  /** Cells of the execution whose charts prove it. */
  readonly cells?: readonly number[];
  readonly executionId?: string;
  readonly scheduleId?: string;
  readonly notebookId?: string;
}

/** What the turn of a flapping alert to the good is written down as. */
const passes = 'passes';

export interface AlertChanges {
  /** Names of what an alert opened for. */
  readonly opened: readonly string[];
}

/**
 * What findings do to alerts: a bad one opens an alert or renews the live one, a good one resolves it. One that changes its mind too
 * often is said to be flapping, once, and stays open until it is steady. Part of the command that records what was found; people are
 * told of all of it in one mail.
 */
export async function applyFindings(
  context: CommandContext,
  findings: readonly Finding[],
): Promise<AlertChanges> {
  const rules = await readRules(context);
  const told: string[] = [];
  const opened: string[] = [];
  for (const finding of findings) {
    const live = await context.db.query.alerts.findFirst({ where: eq(alerts.liveKey, finding.liveKey) });
    if (finding.ok && !live) continue;
    const since = new Date(context.now().getTime() - rules.flapMinutes * 60_000);
    const turns = await countTurns(context, finding, since);
    const flaps = turns + 1 >= rules.flapChanges;
    const event = live?.flappingSince
      ? await followFlapping(context, live, finding, { turns, flapChanges: rules.flapChanges })
      : live
        ? await renew(context, live, finding, flaps)
        : await open(context, finding, flaps);
    if (!live) opened.push(finding.name);
    if (event) told.push(event);
  }
  await sendTellAlerts(context, told);
  return { opened };
}

/** How often it has turned lately, from well to bad or back. Where it was written down already that it passes, closing is no further turn. */
async function countTurns({ db }: CommandContext, finding: Finding, since: Date): Promise<number> {
  const lastTurn = sql`(select text from alert_events last where last.alert_id = ${alertEvents.alertId}
    and last.kind = 'changed' order by last.at desc, last.id desc limit 1)`;
  const [row] = await db
    .select({ turns: count() })
    .from(alertEvents)
    .innerJoin(alerts, eq(alerts.id, alertEvents.alertId))
    .where(
      and(
        inArray(alertEvents.kind, ['opened', 'resolved', 'changed']),
        sql`(${alertEvents.kind} <> 'resolved' or ${lastTurn} is distinct from ${passes})`,
        gte(alertEvents.at, since),
        eq(alerts.check, finding.name),
        eq(alerts.source, finding.source),
        finding.scheduleId ? eq(alerts.scheduleId, finding.scheduleId) : undefined,
      ),
    );
  return row?.turns ?? 0;
}

async function open(context: CommandContext, finding: Finding, flaps: boolean): Promise<string> {
  const { name, ok: _, cells, liveKey, ...facts } = finding;
  const id = createId();
  const now = context.now();
  await context.db.insert(alerts).values({
    ...{ id, ...facts, liveKey, check: name, cells: [...(cells ?? [])], state: 'open' },
    ...{ openedAt: now, waitingSince: now, changedAt: now, changedBy: context.actor.id },
    flappingSince: flaps ? now : null,
  });
  const opened = await recordEvent(context, id, 'opened', finding.detail);
  await emit(
    context,
    'alert.opened',
    { alertId: id, check: name, ...facts, detail: maskText(facts.detail) },
    {
      title: finding.detail || name,
      tone: finding.severity === 'critical' ? 'failed' : 'problems',
      lines: [`Check: ${name}`, ...(finding.runbook ? [`What to do: ${finding.runbook}`] : [])],
      link: linkTo(context, id),
    },
  );
  return flaps ? recordEvent(context, id, 'flapping', finding.detail) : opened;
}

/** Gives the event that people are told of, if any. */
async function renew(context: CommandContext, live: Alert, finding: Finding, flaps: boolean) {
  if (!finding.ok) {
    await noteFinding(context, live, finding);
    return undefined;
  }
  if (!flaps) return close(context, live, finding);
  await context.db.update(alerts).set({ flappingSince: context.now() }).where(eq(alerts.id, live.id));
  await recordEvent(context, live.id, 'changed', passes);
  return recordEvent(context, live.id, 'flapping', live.detail);
}

/** One that flaps: its turns are written down and told to nobody, until it has kept still. */
async function followFlapping(
  context: CommandContext,
  live: Alert,
  finding: Finding,
  { turns, flapChanges }: { turns: number; flapChanges: number },
) {
  const last = await context.db.query.alertEvents.findFirst({
    where: and(eq(alertEvents.alertId, live.id), eq(alertEvents.kind, 'changed')),
    orderBy: [desc(alertEvents.at), desc(alertEvents.id)],
  });
  const passedBefore = last?.text === passes;
  if (!finding.ok) await noteFinding(context, live, finding);
  const turned = finding.ok !== passedBefore;
  if (turned) await recordEvent(context, live.id, 'changed', finding.ok ? passes : finding.detail);
  if (turns + Number(turned) >= flapChanges) return undefined;
  const steady = await recordEvent(context, live.id, 'steady', finding.ok ? passes : finding.detail);
  if (finding.ok) return close(context, live, finding);
  await context.db.update(alerts).set({ flappingSince: null }).where(eq(alerts.id, live.id));
  return steady;
}

async function close(context: CommandContext, live: Alert, finding: Finding): Promise<string> {
  await context.db
    .update(alerts)
    .set({
      ...{ state: 'resolved', liveKey: null, waitingSince: null, snoozedUntil: null, flappingSince: null },
      ...{ changedAt: context.now(), changedBy: context.actor.id },
    })
    .where(eq(alerts.id, live.id));
  const { check, scheduleId, notebookId } = live;
  await emit(
    context,
    'alert.resolved',
    { alertId: live.id, check, scheduleId, notebookId },
    { title: `Resolved: ${check}`, tone: 'ok', lines: [], link: linkTo(context, live.id) },
  );
  return recordEvent(context, live.id, 'resolved', finding.detail);
}

/** The newest words and charts of what still fails. */
async function noteFinding({ db }: CommandContext, live: Alert, finding: Finding): Promise<void> {
  const { detail, severity, executionId, runbook, cells } = finding;
  await db
    .update(alerts)
    .set({ detail, severity, runbook, ...(executionId && { executionId, cells: [...(cells ?? [])] }) })
    .where(eq(alerts.id, live.id));
}

const linkTo = ({ config }: Pick<CommandContext, 'config'>, id: string) => ({
  label: 'Open the alert',
  url: `${config.url}/monitoring/alerts/${id}`,
});
