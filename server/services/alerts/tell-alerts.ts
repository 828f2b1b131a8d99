import { and, asc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { maskText } from '@/cells/personal';
import { command } from '../../command';
import type { Context } from '../../context';
import { alertEvents, alerts, executions, type FrozenOutputs, schedules } from '../../db/schema';
import type { MailPicture } from '../../mail/mail';
import {
  contentTypeOf,
  fitPictures,
  type Letter,
  type MailSection,
  pictureBudget,
  queueMail,
  resolveRecipients,
  type Shrink,
  type StoredLetter,
  sayTime,
  storeLetter,
  writeNotice,
} from '../mails';
import { recordEvent } from './record-event';
import { readRules } from './rules';

const mostSections = 20;

/**
 * Writes the one mail about these entries of alerts' histories, with the charts that prove them, and queues it. Done twice, there is one.
 * Of one that nobody was told is open, nobody is told that it is over; of a run that failed, its own mail tells.
 */
export const tellAlerts = command({
  action: 'mail.send',
  isLog: true,
  input: z.object({
    eventIds: z.array(z.string()).min(1).max(200),
    /** Draws pictures with fewer pixels, where the mail has no room for all. */
    shrink: z.custom<Shrink>((value) => typeof value === 'function').optional(),
  }),
  async prepare(context, { eventIds, shrink }) {
    const told = await readTold(context, eventIds);
    if (told.length === 0) return undefined;
    const rules = await readRules(context);
    const isEscalated = told.some(({ event }) => event.kind === 'escalated');
    const list = isEscalated ? rules.escalateTo : rules.recipients;
    const { addresses } = await resolveRecipients(context, list, () => undefined);
    if (addresses.length === 0) return undefined;
    const stored = await storeLetter(context, await writeAlertLetter(context, told, shrink), addresses);
    return { stored, told };
  },
  async run(context, { eventIds: [first] }, prepared: { stored: StoredLetter; told: Told[] } | undefined) {
    if (!prepared || !first) return { mailId: null };
    const { stored, told } = prepared;
    const { id: mailId, isNew } = await queueMail(context, stored, {
      key: `alerts:${first}`,
      kind: 'alert',
      topic: 'alerts',
    });
    context.audit(`mail:${mailId}`, { alerts: told.map(({ alert }) => alert.id) });
    if (!isNew) return { mailId };
    for (const { alert } of told) await recordEvent(context, alert.id, 'told', stored.recipients.join(', '));
    return { mailId };
  },
});

type Alert = typeof alerts.$inferSelect;
interface Told {
  readonly event: typeof alertEvents.$inferSelect;
  readonly alert: Alert;
  readonly schedule: { readonly name: string; readonly timeZone: string } | null;
  readonly outputs: (typeof executions.$inferSelect)['outputs'];
}

async function readTold({ db }: Pick<Context, 'db'>, eventIds: readonly string[]): Promise<Told[]> {
  const rows = await db
    .select({
      event: alertEvents,
      alert: alerts,
      schedule: { name: schedules.name, timeZone: schedules.timeZone },
      outputs: executions.outputs,
    })
    .from(alertEvents)
    .innerJoin(alerts, eq(alerts.id, alertEvents.alertId))
    .leftJoin(schedules, eq(schedules.id, alerts.scheduleId))
    .leftJoin(executions, eq(executions.id, alerts.executionId))
    .where(inArray(alertEvents.id, [...eventIds]))
    .orderBy(asc(alertEvents.at));
  const known = await db
    .select({ alertId: alertEvents.alertId })
    .from(alertEvents)
    .where(
      and(
        eq(alertEvents.kind, 'told'),
        inArray(
          alertEvents.alertId,
          rows.map(({ alert }) => alert.id),
        ),
      ),
    );
  const isKnown = new Set(known.map(({ alertId }) => alertId));
  // What a check quotes may be somebody's: it leaves without it, as in reports.
  const masked = rows.map(({ alert, ...row }) => ({
    ...row,
    alert: { ...alert, detail: maskText(alert.detail) },
  }));
  return masked.filter(({ event, alert }) =>
    event.kind === 'escalated' || event.kind === 'reminded'
      ? true
      : alert.source !== 'execution' && (event.kind !== 'resolved' || isKnown.has(alert.id)),
  );
}

/** The chart that proves each, by entry. */
async function readCharts({ storage }: Pick<Context, 'storage'>, told: readonly Told[]) {
  const charts = new Map<string, { cell: FrozenOutputs['cells'][number]; png?: Uint8Array }>();
  for (const { alert, event, outputs } of told) {
    const cell = outputs?.cells.find(({ cellId }) => cellId === alert.cells[0]);
    if (!cell || event.kind === 'resolved') continue;
    charts.set(event.id, { cell, ...(cell.pictureHash && { png: await storage.readAll(cell.pictureHash) }) });
  }
  return charts;
}

async function writeAlertLetter(
  context: Pick<Context, 'storage' | 'config'>,
  told: readonly Told[],
  shrink?: Shrink,
): Promise<Letter> {
  const [first] = told;
  if (!first) throw new Error('There is nothing to tell.');
  const pictures: MailPicture[] = [];
  let left = pictureBudget;
  const sections: MailSection[] = [];
  const areMixed = told.some(({ alert }) => alert.scheduleId !== first.alert.scheduleId);
  const charts = await readCharts(context, told.slice(0, mostSections));
  const wanted = [...charts.values()].flatMap(({ png }) => (png ? [png] : []));
  const smaller = shrink && (await fitPictures(wanted, pictureBudget, shrink).catch(() => undefined));
  for (const { alert, event, schedule } of told.slice(0, mostSections)) {
    const { cell, png } = charts.get(event.id) ?? {};
    const bytes = png && (smaller?.get(png) ?? png);
    const fits = bytes !== undefined && bytes.length <= left;
    const id = `alert-${alert.id}@cellar`;
    if (fits) {
      left -= bytes.length;
      const contentType = contentTypeOf(bytes);
      const fileName = `alert-${alert.id}.${contentType.slice('image/'.length)}`;
      pictures.push({ id, bytes, contentType, fileName });
    }
    const lines = [
      sayEvent(event.kind, alert),
      `${event.kind === 'resolved' ? 'It was open' : 'Open'} since ${sayTime(alert.openedAt, schedule?.timeZone)}.`,
      ...(alert.runbook && event.kind !== 'resolved' ? [`What to do: ${alert.runbook}`] : []),
      ...(cell?.caption ? [cell.caption] : []),
      ...(png && !fits
        ? ['The chart is left out of this mail for its size; it is on the page of the alert.']
        : []),
    ];
    sections.push({
      title: areMixed ? `${schedule?.name ?? 'This system'}: ${alert.check}` : alert.check,
      text: lines.join('\n'),
      ...(cell &&
        fits && {
          picture: {
            ...{ id, width: cell.pictureWidth ?? 0, height: cell.pictureHeight ?? 0 },
            alt: [cell.title, cell.caption].filter(Boolean).join(': ') || `Chart of ${alert.check}`,
          },
        }),
    });
  }
  const more = told.length - mostSections;
  if (more > 0) sections.push({ text: `And ${more} more, on the page of alerts.` });
  const isBad = told.some(({ event }) => event.kind !== 'resolved');
  const isCritical = told.some(
    ({ event, alert }) => event.kind !== 'resolved' && alert.severity === 'critical',
  );
  const url = `${context.config.url}/monitoring${told.length === 1 ? `/alerts/${first.alert.id}` : ''}`;
  return writeNotice({
    title: areMixed ? 'Cellar' : (first.schedule?.name ?? 'Cellar'),
    about: `${areMixed ? 'Alerts' : (first.schedule?.name ?? 'This system')} · ${sayTime(first.event.at, first.schedule?.timeZone)}`,
    headline:
      told.length === 1
        ? headlineOf(first)
        : told.length <= mostNamed
          ? `${told.length} alerts: ${told.map(headlineOf).join(', ')}`
          : `${told.length} alerts: ${headlineOf(first)}, and ${told.length - 1} more`,
    tone: isCritical ? 'failed' : isBad ? 'problems' : 'ok',
    sections,
    pictures,
    link: { label: told.length === 1 ? 'Open the alert' : 'Open the alerts', url },
  });
}

/** Of more alerts only the first is named above them. */
const mostNamed = 2;
const longestNamed = 120;

const headlineOf = ({ event, alert }: Told): string => {
  const said = alert.detail || alert.check;
  const what = said.length > longestNamed ? `${said.slice(0, longestNamed - 1)}…` : said;
  if (event.kind === 'resolved') return `resolved: ${alert.check}`;
  if (event.kind === 'escalated') return `nobody is at it: ${what}`;
  if (event.kind === 'flapping') return `flapping: ${alert.check}`;
  if (event.kind === 'woke' || event.kind === 'reminded') return `still open: ${what}`;
  return what;
};

function sayEvent(kind: Told['event']['kind'], { detail, escalatedAt: _ }: Alert): string {
  const what = detail
    ? `${detail.charAt(0).toUpperCase()}${detail.slice(1)}`.replace(/(?<![.!?])$/, '.')
    : 'The check fails.';
  if (kind === 'resolved') return 'The check passes again.';
  if (kind === 'flapping')
    return `${what} It passes and fails by turns; you will hear of it again when it is steady.`;
  if (kind === 'steady') return `${what} It no longer turns by the hour.`;
  if (kind === 'woke') return `${what} Its snooze is over and it still fails.`;
  if (kind === 'reminded') return `${what} Nobody has acknowledged it yet.`;
  if (kind === 'escalated') return `${what} Nobody has acknowledged it yet, so you are told too.`;
  return what;
}
