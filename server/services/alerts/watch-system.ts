import { statfs } from 'node:fs/promises';
import { and, count, eq, gte } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { mails, webhookDeliveries } from '../../db/schema';
import { countWaitingSegments } from '../monitoring';
import { applyFindings, type Finding } from './apply-findings';

const GB = 1024 ** 3;
const dayMs = 24 * 3_600_000;
/** The log rolls every five minutes. */
const lateMs = 30 * 60_000;

/** What can be read of the system's own health; tests give their own. */
export interface SystemHealth {
  readonly freeBytes: number;
  readonly diskBytes: number;
  readonly waitingSegments: number;
  /** Of the last day. */
  readonly failedMails: number;
  readonly failedWebhooks: number;
}

export async function readHealth(context: Pick<Context, 'config' | 'db' | 'now'>): Promise<SystemHealth> {
  const { db, config } = context;
  const since = new Date(context.now().getTime() - dayMs);
  const disk = await statfs(config.dataFolder);
  const [failedMails] = await db
    .select({ count: count() })
    .from(mails)
    .where(and(eq(mails.state, 'failed'), gte(mails.createdAt, since)));
  const [failedWebhooks] = await db
    .select({ count: count() })
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.state, 'failed'), gte(webhookDeliveries.createdAt, since)));
  return {
    freeBytes: disk.bavail * disk.bsize,
    diskBytes: disk.blocks * disk.bsize,
    waitingSegments: await countWaitingSegments(context, lateMs),
    failedMails: failedMails?.count ?? 0,
    failedWebhooks: failedWebhooks?.count ?? 0,
  };
}

const figure = z.number().nonnegative();

/** Alerts about this server itself: the disk, the log of predictions, mails and webhooks that did not arrive. */
export const watchSystem = command({
  action: 'alert.open',
  isLog: true,
  input: z.object({
    health: z
      .object({
        freeBytes: figure,
        diskBytes: figure,
        waitingSegments: figure,
        failedMails: figure,
        failedWebhooks: figure,
      })
      .optional(),
  }),
  prepare: async (context, { health }) => health ?? (await readHealth(context)),
  async run(context, _input, health: SystemHealth) {
    const findings = judge(health);
    await applyFindings(context, findings);
    return { found: findings.filter(({ ok }) => !ok).map(({ name }) => name) };
  },
});

function judge(health: SystemHealth): Finding[] {
  const { freeBytes, diskBytes, waitingSegments, failedMails, failedWebhooks } = health;
  const share = diskBytes > 0 ? freeBytes / diskBytes : 1;
  const isTight = freeBytes < GB;
  // A twentieth of a large disk is room for long.
  const isFilling = freeBytes < 5 * GB || (share < 0.05 && freeBytes < 50 * GB);
  const missed = [
    ...(failedMails ? [failedMails === 1 ? '1 mail' : `${failedMails} mails`] : []),
    ...(failedWebhooks
      ? [failedWebhooks === 1 ? '1 webhook message' : `${failedWebhooks} webhook messages`]
      : []),
  ];
  return [
    {
      ...{ source: 'disk', liveKey: 'system:disk', name: 'The disk has room' },
      ok: !isFilling,
      severity: isTight ? 'critical' : 'warning',
      detail: `the disk of the data folder has ${(freeBytes / GB).toFixed(1)} GB left, ${(share * 100).toFixed(0)} % of it`,
    },
    {
      ...{ source: 'log', liveKey: 'system:log', name: 'The prediction log is rolled', severity: 'warning' },
      ok: waitingSegments === 0,
      detail: `${waitingSegments} closed parts of the prediction log have waited for half an hour to be rolled into Parquet`,
    },
    {
      ...{ source: 'delivery', liveKey: 'system:delivery', name: 'Messages arrive', severity: 'warning' },
      ok: missed.length === 0,
      detail: `${missed.join(' and ') || 'no message'} could not be delivered in the last day; the outbox and the settings say why`,
    },
  ];
}
