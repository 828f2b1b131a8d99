import { z } from 'zod';

const label = z.string().max(200).optional();
const name = z
  .string()
  .regex(
    /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u,
    'must be the name of a value, such as one that another cell defines',
  );
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Choices are written out, or are a list that another cell gives by name. */
const choices = z.union([z.array(scalar).min(1), z.strictObject({ name })]);

/**
 * Options of an input cell: one control of `Inputs`, and what that control takes.
 */
export const inputOptions = z.discriminatedUnion('control', [
  z.strictObject({
    control: z.literal('range'),
    label,
    min: z.number().default(0),
    max: z.number().default(100),
    step: z.number().positive().optional(),
    value: z.number().optional(),
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
    min: z.iso.date().optional(),
    max: z.iso.date().optional(),
    value: z.iso.date().optional(),
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
