import { type SQL, sql } from 'drizzle-orm';
import type { FilterClause, FilterKey, OrderClause } from '@/cells/tracking/run-filter';
import { AppError } from '../../errors';

/** SQL of a filter over `runs r`. A run that lacks what a clause names does not match it, `!=` neither. */
export function conditionOf(clause: FilterClause): SQL {
  const { entity, key, operator, value } = clause;
  switch (entity) {
    case 'metric':
      // NaN compares with nothing, as in SQL it would be the greatest number.
      return sql`exists (select 1 from run_metrics m where m.run_id = r.id and m.key = ${key} and m.value <> 'NaN' and ${compare(sql`m.value`, operator, value)})`;
    case 'param':
      return compare(sql`r.params ->> ${key}`, operator, value);
    case 'tag':
      return compare(sql`r.tags ->> ${key}`, operator, value);
    case 'dataset':
      return sql`exists (select 1 from run_inputs i where i.run_id = r.id and ${compare(sql.raw(`i.${datasetColumn(key)}`), operator, value)})`;
    case 'attribute':
      return compare(attributeOf(key), operator, value);
  }
}

/** Column names of `run_inputs`, never what a caller wrote. */
function datasetColumn(key: string): 'name' | 'digest' | 'context' {
  return key === 'digest' ? 'digest' : key === 'context' ? 'context' : 'name';
}

const attributes: Readonly<Record<string, SQL>> = {
  run_id: sql`r.id`,
  run_name: sql`r.name`,
  status: sql`r.status`,
  artifact_uri: sql`('mlflow-artifacts:/' || r.experiment_id || '/' || r.id || '/artifacts')`,
  user_id: sql`r.user_id`,
  lifecycle_stage: sql`(case when r.deleted_at is null then 'active' else 'deleted' end)`,
  start_time: sql`floor(extract(epoch from r.started_at) * 1000)`,
  end_time: sql`floor(extract(epoch from r.ended_at) * 1000)`,
  kind: sql`r.kind`,
  learner: sql`r.learner`,
  notebook: sql`r.notebook_id`,
};

/** What a run has under a key that is neither a metric's nor a data set's. */
export function textOf({ entity, key }: FilterKey): SQL {
  if (entity === 'attribute') return attributeOf(key);
  if (entity === 'param' || entity === 'tag')
    return sql`r.${sql.raw(entity === 'param' ? 'params' : 'tags')} ->> ${key}`;
  throw new AppError('bad_request', `Runs cannot be grouped or ordered by a ${entity} here.`);
}

function attributeOf(key: string): SQL {
  const found = attributes[key];
  if (!found) throw new AppError('bad_request', `There is no attribute ${key} of a run.`);
  return found;
}

export function compare(left: SQL, operator: FilterClause['operator'], value: FilterClause['value']): SQL {
  if (operator === 'IN' || operator === 'NOT IN') {
    const list = sql.join(
      (Array.isArray(value) ? value : [value]).map((item) => sql`${item}`),
      sql`, `,
    );
    return sql`${left} ${sql.raw(operator)} (${list})`;
  }
  if (operator === 'LIKE' || operator === 'ILIKE')
    return sql`${left} ${sql.raw(operator)} ${value} escape ''`;
  const right = typeof value === 'number' ? sql`${value}::float8` : sql`${value}`;
  return sql`${left} ${sql.raw(operator)} ${right}`;
}

/** Joins and terms of an order: what is missing, and NaN, comes last whichever way. */
export function orderOf(clauses: readonly OrderClause[]): { joins: SQL; terms: SQL } {
  const joins: SQL[] = [];
  const terms: SQL[] = [];
  clauses.forEach(({ entity, key, descending }, index) => {
    let value: SQL;
    if (entity === 'metric') {
      const name = sql.raw(`o${index}`);
      joins.push(sql`left join run_metrics ${name} on ${name}.run_id = r.id and ${name}.key = ${key}`);
      value = sql`nullif(${name}.value, 'NaN')`;
    } else value = textOf({ entity, key });
    terms.push(sql`${value} ${sql.raw(descending ? 'desc' : 'asc')} nulls last`);
  });
  terms.push(sql`r.started_at desc`, sql`r.id`);
  return { joins: sql.join(joins, sql` `), terms: sql.join(terms, sql`, `) };
}
