import { SQLDialect } from '@codemirror/lang-sql';

/** DuckDB's words: PostgreSQL's grammar with its own clauses, types and functions. */
const keywords = `
  add all alter analyze and anti any as asc asof at attach before begin between by case cast check columns
  commit copy create cross cube current database default delete desc describe detach distinct drop else end escape except exclude
  exists explain export false fetch filter first following for force from full glob group grouping having if ignore ilike in index
  inner insert intersect into is isnull join last lateral left like limit lambda macro materialized natural not notnull null nulls of
  offset on only or order outer over partition percent pivot pivot_longer pivot_wider positional preceding primary qualify range
  recursive replace respect returning right rollback rollup row rows sample schema select semi set sets show similar some
  summarize table tablesample temp temporary then ties to transaction true try_cast unbounded union unique unnest unpivot update
  use using values view when where window with within without`;

const types = `
  bigint bit blob boolean bool char date datetime decimal double enum float float4 float8 hugeint int int1 int2 int4 int8 integer
  interval json list map numeric real short signed smallint string struct text time timestamp timestamptz tinyint ubigint uhugeint
  uinteger union usmallint utinyint uuid varchar`;

const functions = `
  abs age any_value approx_count_distinct approx_quantile arg_max arg_min array_agg avg bit_count bool_and bool_or ceil coalesce
  concat concat_ws contains corr cos count covar_pop covar_samp cume_dist current_date date_diff date_part date_sub date_trunc
  datediff day dayname dayofweek dayofyear dense_rank entropy epoch epoch_ms exp extract favg first first_value floor format
  fsum generate_series geomean greatest hash histogram hour ifnull instr isfinite isnan kurtosis lag last last_day last_value lead
  least left length list list_aggregate list_contains list_filter list_sort list_transform list_value ln log log2 lower lpad ltrim
  mad make_date make_timestamp max max_by mean median min min_by minute mod mode month monthname now nth_value ntile nullif
  percent_rank pi power product quantile quantile_cont quantile_disc quarter random range rank regexp_extract
  regexp_extract_all regexp_full_match regexp_matches regexp_replace regr_intercept regr_r2 regr_slope repeat replace reverse
  right round row_number rpad rtrim second setseed sign sin skewness split_part sqrt starts_with stddev stddev_pop
  stddev_samp strftime string_agg string_split strip_accents strlen strptime struct_pack substr substring sum tan time_bucket
  to_days to_hours to_timestamp today trim trunc try_strptime typeof unnest upper var_pop var_samp variance week weekday
  width_bucket year`;

const words = (text: string) => text.trim().split(/\s+/).join(' ');

export const duckdb = SQLDialect.define({
  keywords: words(keywords),
  types: words(types),
  builtin: words(functions),
  doubleDollarQuotedStrings: true,
  operatorChars: '+-*/<>=~!@#%^&|`?:',
  identifierQuotes: '"',
  caseInsensitiveIdentifiers: true,
});
