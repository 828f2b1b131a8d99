/** A column of a query, as `DESCRIBE` tells it. */
export interface ClickHouseColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * The query with columns that Arrow has no type for as what people read: ClickHouse gives a `DateTime` as seconds, an `Enum` as its number,
 * a `UUID`, an address or a number of more than 64 bits as bytes (seen with ClickHouse 26.9), and before 26.2 a `Date` as days since 1970.
 * What is within a `Tuple`, `Map` or `Nested` stays as it comes, and so do states of aggregates, and a query that gives two columns of one name.
 */
export function readable(query: string, columns: readonly ClickHouseColumn[]): string {
  const written = columns.map(({ name, type }) => {
    const column = quote(name);
    const converted = convert(type, column);
    return { isConverted: converted !== undefined, text: converted ? `${converted} AS ${column}` : column };
  });
  const areNamed = new Set(columns.map(({ name }) => name)).size === columns.length;
  if (!areNamed || !written.some(({ isConverted }) => isConverted)) return query;
  return `SELECT ${written.map(({ text }) => text).join(', ')} FROM (\n${query}\n)`;
}

/** What makes a value of `type` readable; undefined where it is. */
function convert(type: string, value: string, depth = 0): string | undefined {
  // Such a column holds plain values of the type: the function says how rows merge.
  const [, aggregated] = /^SimpleAggregateFunction\([^,]+, (.*)\)$/s.exec(type) ?? [];
  if (aggregated) return convert(aggregated, value, depth);
  const [, around, inner = ''] = /^(Nullable|LowCardinality|Array)\((.*)\)$/s.exec(type) ?? [];
  if (around === 'Array') {
    const item = `item_${depth}`;
    const converted = convert(inner, item, depth + 1);
    return converted && `arrayMap(${item} -> ${converted}, ${value})`;
  }
  if (around) return convert(inner, value, depth);
  if (type === 'Date') return `toDate32(${value})`;
  if (/^DateTime(\(|$)/.test(type)) return `toDateTime64(${value}, 0, 'UTC')`;
  if (/^JSON/.test(type)) return `toJSONString(${value})`;
  const [, precision] = /^Decimal\((\d+)/.exec(type) ?? [];
  return /^(UUID|IPv[46]|Enum|U?Int(128|256)|Dynamic|Variant)/.test(type) || Number(precision) > 38
    ? `toString(${value})`
    : undefined;
}

const quote = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
