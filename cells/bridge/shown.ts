/** What cells show, and what is known of them, as the frame tells it. */
import { z } from 'zod';
import { name, text } from './shapes';

export const checkResult = z.object({
  name,
  ok: z.boolean(),
  severity: z.enum(['warning', 'critical']),
  detail: text(2000),
  /** Web address that says what to do. */
  runbook: text(2000)
    .regex(/^https?:\/\//)
    .optional(),
  /** Names of cells whose charts prove it. */
  cells: z.array(text(200)).max(10).optional(),
});
export type CheckResult = z.infer<typeof checkResult>;

/** What a cell showed at the end of an execution; its picture is taken from outside, by `cellId`. */
export const frozenCell = z.object({
  cellId: z.number().int(),
  name: text(500),
  kind: text(50),
  state: text(20),
  html: text(4_000_000),
  text: text(200_000),
  error: text(20_000).optional(),
  console: text(200_000),
  /** What readers of its value should know: that rows are missing. */
  cautions: z.array(text(2000)).max(100).optional(),
  durationMs: z.number().optional(),
});
export type FrozenCell = z.infer<typeof frozenCell>;

/** What each cell shows now, in the theme that it is drawn in. */
export const frozenNotebook = z.object({
  theme: z.enum(['light', 'dark']),
  cells: z.array(frozenCell).max(10_000),
});
export type FrozenNotebook = z.infer<typeof frozenNotebook>;

/** A cell as the flow of data shows it. `from`: the cells that it reads. */
export const cellAbout = z.object({
  cellId: z.number().int(),
  label: text(200),
  kind: text(50),
  state: text(20),
  from: z.array(z.number().int()).max(2000),
});
export type CellAbout = z.infer<typeof cellAbout>;

/** A name that a cell defines. `shape`: rows × columns, items, characters; `glance`: the beginning of its value as text. */
export const variableAbout = z.object({
  cellId: z.number().int(),
  kind: text(50),
  name: text(200),
  state: text(20),
  type: text(200),
  shape: text(200).optional(),
  glance: text(500).optional(),
});
export type VariableAbout = z.infer<typeof variableAbout>;
const pictureUrl = text(8_000_000).startsWith('data:image/png;base64,');
/** What a cell of an open notebook shows now, with pictures that the frame itself drew, at two pixels for one. */
export const shownCell = frozenCell.extend({
  picture: pictureUrl.optional(),
  /** Parts with a title of their own. */
  parts: z
    .array(z.object({ title: text(2000), html: text(1_000_000), picture: pictureUrl.optional() }))
    .max(20)
    .optional(),
});
export type ShownCell = z.infer<typeof shownCell>;
export const mostShown = { html: 16_000_000, pictures: 24_000_000 };
const sum = (lengths: readonly number[]) => lengths.reduce((whole, length) => whole + length, 0);
/** What an open notebook shows now. Bounded, so that it can travel in one request. */
export const shownNotebook = z.object({
  cells: z
    .array(shownCell)
    .max(10_000)
    .refine(
      (cells) => sum(cells.map(({ html, text }) => html.length + text.length)) <= 2 * mostShown.html,
      'Too much output',
    )
    .refine(
      (cells) =>
        sum(
          cells.flatMap(({ picture, parts = [] }) =>
            [{ html: '', picture }, ...parts].map((part) => part.html.length + (part.picture?.length ?? 0)),
          ),
        ) <=
        2 * mostShown.pictures,
      'Too many pictures',
    ),
  checks: z.array(checkResult).max(1000),
});
export type ShownNotebook = z.infer<typeof shownNotebook>;

/** Values of inputs as an address has them: several texts where several were chosen. */
export const namedTexts = z.record(text(200), z.array(text(2000)).max(200));
export type NamedTexts = z.infer<typeof namedTexts>;
