import { z } from 'zod';

const label = z.string().max(200).optional();
const name = z
  .string()
  .regex(
    /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u,
    'must be the name of a value, such as one that another cell defines',
  );
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A column of a table: another cell's, or of attached data. */
const column = z.strictObject({ table: z.string().min(1).max(200), column: z.string().min(1).max(500) });

/** Choices are written out, are a list that another cell gives by name, or the values of a column. */
const choices = z.union([z.array(scalar).min(1), z.strictObject({ name }), column]);
const day = z.iso.date().optional();
const required = z.boolean().optional();

export const fileForms = ['table', 'json', 'text', 'bytes', 'file'] as const;

/**
 * Options of an input cell: one control of `Inputs`, and what that control takes.
 */
export const inputOptions = z.discriminatedUnion('control', [
  z.strictObject({
    control: z.literal('range'),
    label,
    min: z.number().default(0),
    max: z.number().default(100),
    /** The smallest and largest value of a column, instead of `min` and `max`. */
    ends: column.optional(),
    step: z.number().positive().optional(),
    value: z.number().optional(),
  }),
  z.strictObject({
    /** From one number to another. */
    control: z.literal('between'),
    label,
    min: z.number().default(0),
    max: z.number().default(100),
    ends: column.optional(),
    step: z.number().positive().optional(),
    value: z.strictObject({ from: z.number(), to: z.number() }).optional(),
  }),
  z.strictObject({
    control: z.literal('number'),
    label,
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().positive().optional(),
    value: z.number().optional(),
  }),
  z.strictObject({
    control: z.literal('text'),
    label,
    placeholder: z.string().optional(),
    value: z.string().optional(),
    /** The value changes when Enter is pressed, not at each key. */
    submit: z.boolean().optional(),
    required,
    /** A regular expression for the whole text. */
    pattern: z.string().max(500).optional(),
  }),
  z.strictObject({
    control: z.literal('textarea'),
    label,
    placeholder: z.string().optional(),
    value: z.string().optional(),
    rows: z.number().int().min(1).max(100).optional(),
    submit: z.boolean().optional(),
  }),
  z.strictObject({
    control: z.literal('select'),
    label,
    choices,
    value: z.union([scalar, z.array(scalar)]).optional(),
    multiple: z.boolean().optional(),
    sort: z.boolean().optional(),
    unique: z.boolean().optional(),
  }),
  z.strictObject({
    control: z.literal('radio'),
    label,
    choices,
    value: scalar.optional(),
    sort: z.boolean().optional(),
    unique: z.boolean().optional(),
  }),
  z.strictObject({
    control: z.literal('checkbox'),
    label,
    choices,
    value: z.array(scalar).optional(),
    sort: z.boolean().optional(),
    unique: z.boolean().optional(),
  }),
  z.strictObject({ control: z.literal('toggle'), label, value: z.boolean().optional() }),
  z.strictObject({
    control: z.literal('date'),
    label,
    min: day,
    max: day,
    value: day,
    required,
  }),
  z.strictObject({
    /** From one day to another. */
    control: z.literal('dates'),
    label,
    min: day,
    max: day,
    value: z.strictObject({ from: z.iso.date(), to: z.iso.date() }).optional(),
  }),
  z.strictObject({
    /** Rows of a table, chosen by their boxes; the value is the list of those rows. Empty until one is chosen. */
    control: z.literal('table'),
    label,
    table: z.string().max(200),
    columns: z.array(z.string().min(1).max(500)).min(1).optional(),
    multiple: z.boolean().optional(),
    /** Rows in view. */
    rows: z.number().int().min(2).max(100).optional(),
  }),
  z.strictObject({
    /** A file of the reader's own, which does not leave the tab. */
    control: z.literal('file'),
    label,
    as: z.enum(fileForms).default('table'),
    /** Endings or types that the picker offers, such as `.csv`. */
    accept: z.string().max(200).optional(),
    multiple: z.boolean().optional(),
  }),
  z.strictObject({
    control: z.literal('button'),
    label,
    /** The text on the button; the value counts its clicks. */
    text: z.string().max(200).default('Run'),
  }),
]);

export type InputOptions = z.infer<typeof inputOptions>;
export type InputControl = InputOptions['control'];
