import { index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { createdAt, createdBy, id, instant } from './columns';
import { models, type modelVersions } from './registry';

/** When a model is trained again, on what, and who lets the outcome become champion. */
export interface RetrainingRule {
  enabled: boolean;
  /** Any of them starts a turn. */
  when: {
    schedule: { cron: string; timeZone: string } | null;
    /** An alert of one of the model's monitors opens: of these checks, or of any critical one when none is named. */
    alerts: { checks: string[] } | null;
    /** So many labels came since the champion was trained. */
    labels: number | null;
    /** A data set that the champion read has a newer version. */
    newData: boolean;
  };
  /**
   * What trains: a notebook whose cells make the model named `output`, at a revision or, with null, at its newest when the turn begins.
   * Without it the champion's own cells.
   */
  notebook?: { id: string; revision: number | null; output: string } | null;
  /** `newest`: the newest versions of what the cells read. `log`: one of them with the labelled rows of the prediction log added. */
  data: 'newest' | 'log';
  /** Name under which the slice reads the data set that the log is added to; null where it reads one only. */
  table: string | null;
  /** Predictions of so many days; null for all that the log has. */
  windowDays: number | null;
  /** `by-itself`: as soon as the gates have passed; without gates a person is asked all the same. */
  move: 'ask' | 'by-itself';
  /** Where the candidate answers a share of the callers first. */
  canary: { deployment: string; steps: { percent: number; minutes: number }[] } | null;
  /** Least hours between the beginnings of two turns, and most turns in seven days. */
  leastHours: number;
  mostPerWeek: number;
  /** Turns in a row that came to nothing good, after which the rule pauses. */
  pauseAfter: number;
  recipients: string[];
}

/** Each edition of a rule, for ever; the newest counts. */
export const retrainingRules = pgTable(
  'retraining_rules',
  {
    id: id(),
    modelId: text('model_id')
      .notNull()
      .references(() => models.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    rule: jsonb('rule').$type<RetrainingRule>().notNull(),
    /** Why this server paused it; empty where a person set it. */
    reason: text('reason').notNull().default(''),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [unique('retraining_rules_number').on(table.modelId, table.number)],
);

/** Labels since the champion was trained, as counted last: the log is not read at each look. */
export const retrainingCounts = pgTable('retraining_counts', {
  modelId: text('model_id')
    .primaryKey()
    .references(() => models.id, { onDelete: 'cascade' }),
  labels: integer('labels').notNull(),
  /** Labels that came after this are counted. */
  since: instant('since').notNull(),
  countedAt: instant('counted_at').notNull(),
});

export type TurnState =
  | 'preparing'
  | 'training'
  | 'proving'
  | 'checking'
  | 'asking'
  | 'canary'
  | 'done'
  | 'refused'
  | 'nothing-new'
  | 'failed'
  | 'stopped';

export type TurnCause = 'person' | 'schedule' | 'alert' | 'labels' | 'data';

/** Candidate and champion on the candidate's held-out rows. */
export interface TurnComparison {
  rows: number;
  metrics: {
    name: string;
    candidate: number;
    champion: number;
    /** Candidate less champion, with its 95 % interval; null where it is not defined. */
    difference: { low: number; high: number; pValue: number | null } | null;
  }[];
}

/** One way round the loop of a model. */
export const retrainingTurns = pgTable(
  'retraining_turns',
  {
    id: id(),
    modelId: text('model_id')
      .notNull()
      .references(() => models.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    /** The model's id until it has ended, then null: one live turn per model. */
    liveKey: text('live_key').unique('retraining_turns_live'),
    cause: text('cause').$type<TurnCause>().notNull(),
    /** What started it, in words. */
    causeWords: text('cause_words').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
    /** Edition of the rule it follows; 0 where there was none. */
    edition: integer('edition').notNull(),
    rule: jsonb('rule').$type<RetrainingRule>().notNull(),
    /** The champion whose slice is trained again. */
    champion: integer('champion').notNull(),
    state: text('state').$type<TurnState>().notNull(),
    steps: jsonb('steps').$type<{ state: TurnState; at: string; words: string; by: string }[]>().notNull(),
    data: jsonb('data').$type<(typeof modelVersions.$inferSelect)['data']>(),
    /** What was made of the log for it: `rows` labelled rows after those of version `base`. */
    added: jsonb('added').$type<{ datasetId: string; version: number; base: number; rows: number }>(),
    candidateId: text('candidate_id'),
    candidate: integer('candidate'),
    comparison: jsonb('comparison').$type<TurnComparison>(),
    checkId: text('check_id'),
    deployment: text('deployment'),
    /** Number of the canary's split. */
    split: integer('split'),
    createdAt: createdAt(),
    createdBy: createdBy(),
    changedAt: instant('changed_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    unique('retraining_turns_number').on(table.modelId, table.number),
    index('retraining_turns_created').on(table.modelId, table.createdAt),
  ],
);
