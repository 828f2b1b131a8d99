import { z } from 'zod';

/** Numbers of XGBoost's parameters are texts. */
const integer = z.union([z.string().regex(/^-?\d{1,9}$/), z.number().int()]).transform(Number);
const numbers = z.array(z.number());
const integers = z.array(z.number().int());
/** Older versions write `false` and `true`. */
const bits = z.array(z.union([z.boolean(), z.number()]).transform(Number));

const tree = z.object({
  tree_param: z.object({ size_leaf_vector: integer.optional() }),
  left_children: integers.min(1),
  right_children: integers,
  split_indices: integers,
  split_conditions: numbers,
  default_left: bits,
  split_type: bits.default([]),
  loss_changes: numbers,
  sum_hessian: numbers,
  categories: integers.default([]),
  categories_nodes: integers.default([]),
  categories_segments: integers.default([]),
  categories_sizes: integers.default([]),
});
export type XgboostTree = z.infer<typeof tree>;

const gbtree = z.object({
  gbtree_model_param: z.object({ num_parallel_tree: integer.default(1), num_trees: integer }),
  tree_info: integers,
  trees: z.array(tree),
  iteration_indptr: integers.optional(),
  /** By feature the names of its categories: UTF-8 bytes with their offsets, or numbers. Since version 3.1. */
  cats: z
    .object({
      enc: z.array(z.object({ offsets: integers.optional(), values: numbers })),
    })
    .optional(),
});

const parameters = z.record(z.string(), z.union([z.string(), z.number()]));

export const xgboostModel = z.object({
  version: integers.min(1).max(4).default([]),
  learner: z.object({
    attributes: z.record(z.string(), z.string()).default({}),
    feature_names: z.array(z.string()).default([]),
    feature_types: z.array(z.string()).default([]),
    gradient_booster: z.discriminatedUnion('name', [
      z.object({ name: z.literal('gbtree'), model: gbtree }),
      z.object({
        name: z.literal('dart'),
        gbtree: z.object({ model: gbtree }),
        weight_drop: numbers,
      }),
    ]),
    learner_model_param: z.object({
      base_score: z.union([z.string(), z.number()]),
      num_class: integer.default(0),
      num_feature: integer,
      num_target: integer.default(1),
    }),
    objective: z.looseObject({
      name: z.string(),
      quantile_loss_param: parameters.optional(),
      pseudo_huber_param: parameters.optional(),
      tweedie_regression_param: parameters.optional(),
    }),
  }),
});
export type XgboostModel = z.infer<typeof xgboostModel>;
