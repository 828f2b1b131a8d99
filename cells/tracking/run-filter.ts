/**
 * MLflow's filter language: clauses joined by AND, each `identifier operator value`. One parser for the list of runs, `runs()` in a
 * notebook and MLflow's search. Throws FilterError in words that name the place.
 */

export type Entity = 'metric' | 'param' | 'tag' | 'attribute' | 'dataset';
export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'LIKE' | 'ILIKE' | 'IN' | 'NOT IN';

export interface FilterKey {
  readonly entity: Entity;
  readonly key: string;
}

export interface FilterClause extends FilterKey {
  readonly operator: Operator;
  /** A number where the identifier is numeric, else a text; a list for IN. */
  readonly value: number | string | readonly string[];
}

export interface OrderClause extends FilterKey {
  readonly descending: boolean;
}

export class FilterError extends Error {
  override readonly name = 'FilterError';
}

/** What may stand in a filter of one kind of thing: how each attribute compares. */
export interface Vocabulary {
  readonly entities: readonly Entity[];
  readonly attributes: Readonly<Record<string, 'number' | 'text'>>;
  /** Texts that may stand before IN, beside those of data sets. */
  readonly listed: readonly string[];
}

const entities: Readonly<Record<string, Entity>> = {
  metric: 'metric',
  metrics: 'metric',
  param: 'param',
  params: 'param',
  parameter: 'param',
  parameters: 'param',
  tag: 'tag',
  tags: 'tag',
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  dataset: 'dataset',
  datasets: 'dataset',
};

const tokenPattern =
  /\s+|(?<text>'[^']*'|"[^"]*"|`[^`]*`)|(?<operator>!=|>=|<=|=|>|<)|(?<mark>[(),.])|(?<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w]))|(?<word>[\w/:-]+)/y;

interface Token {
  readonly kind: 'text' | 'operator' | 'mark' | 'number' | 'word';
  readonly text: string;
  readonly at: number;
}

function* tokensOf(filter: string): Generator<Token> {
  tokenPattern.lastIndex = 0;
  for (let at = 0; at < filter.length; at = tokenPattern.lastIndex) {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(filter);
    if (!match)
      throw new FilterError(
        `The filter has ${JSON.stringify(filter[at])} at position ${at + 1}, which means nothing there`,
      );
    // The group names of the pattern are the kinds of a token.
    for (const [kind, text] of Object.entries(match.groups ?? {}))
      if (text !== undefined) yield { kind: kind as Token['kind'], text, at };
  }
}

export function parseFilter(filter: string, vocabulary: Vocabulary): FilterClause[] {
  if (filter.length > 10_000) throw new FilterError('The filter is longer than 10 000 characters');
  const tokens = [...tokensOf(filter)];
  const clauses: FilterClause[] = [];
  let at = 0;
  const fail = (wanted: string): never => {
    const token = tokens[at];
    throw new FilterError(
      token
        ? `The filter expects ${wanted} at position ${token.at + 1}, and has ${token.text}. Clauses are joined by AND, e.g. metrics.rmse < 1 and params.depth = '6'`
        : `The filter ends where it expects ${wanted}`,
    );
  };
  const isWord = (word: string) => tokens[at]?.kind === 'word' && tokens[at]?.text.toUpperCase() === word;
  const take = (text: string) =>
    tokens[at]?.text === text && tokens[at]?.kind === 'mark' ? ++at > 0 : false;

  function identifier(): FilterKey {
    const first = tokens[at++];
    if (!first || (first.kind !== 'word' && first.text[0] !== '`' && first.text[0] !== '"')) {
      at--;
      return fail('the name of a metric, parameter, tag or attribute');
    }
    if (!take('.')) return checkedKey({ entity: 'attribute', key: unquote(first.text) }, vocabulary);
    const entity = entities[first.text.toLowerCase()];
    if (!entity)
      throw new FilterError(
        `The filter knows no ${first.text}. Write metrics.x, params.x, tags.x or attributes.x`,
      );
    let key = '';
    for (let token = tokens[at]; token; token = tokens[at]) {
      const partOf =
        token.kind === 'word' || token.kind === 'number' || (token.kind === 'text' && token.text[0] !== "'");
      if (!partOf) break;
      at++;
      key += unquote(token.text);
      if (!take('.')) break;
      key += '.';
    }
    if (!key || key.endsWith('.')) fail('a name');
    return checkedKey({ entity, key }, vocabulary);
  }

  function operator(): Operator {
    const token = tokens[at++];
    const word = token?.text.toUpperCase() ?? '';
    // The pattern of operators, and these words, are the members of the type.
    if (token?.kind === 'operator' || word === 'LIKE' || word === 'ILIKE' || word === 'IN')
      return word as Operator;
    if (word === 'NOT' && isWord('IN')) {
      at++;
      return 'NOT IN';
    }
    at--;
    return fail('=, !=, <, <=, >, >=, LIKE, ILIKE or IN');
  }

  function text(): string {
    const token = tokens[at++];
    if (token?.kind === 'text' && token.text[0] !== '`') return unquote(token.text);
    at--;
    return fail("a text in quotes, e.g. 'FINISHED'");
  }

  function list(): string[] {
    if (!take('(')) fail('a list in parentheses');
    const values = [text()];
    while (take(',')) values.push(text());
    if (!take(')')) fail('")"');
    return values;
  }

  function value(key: FilterKey, by: Operator): FilterClause['value'] {
    const isNumeric =
      key.entity === 'metric' || (key.entity === 'attribute' && vocabulary.attributes[key.key] === 'number');
    const name = `${key.entity} ${key.key}`;
    if (isNumeric) {
      if (!['=', '!=', '>', '>=', '<', '<='].includes(by))
        throw new FilterError(`${name} is a number: ${by} does not fit it`);
      const token = tokens[at++];
      if (token?.kind === 'number') return Number(token.text);
      at--;
      return fail('a number');
    }
    if (by === 'IN' || by === 'NOT IN') {
      if (key.entity !== 'dataset' && !(key.entity === 'attribute' && vocabulary.listed.includes(key.key)))
        throw new FilterError(
          `${by} does not fit ${name}: lists may follow ${[...vocabulary.listed, 'dataset.name'].join(', ')}`,
        );
      return list();
    }
    if (!['=', '!=', 'LIKE', 'ILIKE'].includes(by))
      throw new FilterError(`${name} is a text: ${by} does not fit it`);
    return text();
  }

  while (at < tokens.length) {
    const key = identifier();
    const by = operator();
    clauses.push({ ...key, operator: by, value: value(key, by) });
    if (at === tokens.length) break;
    if (!isWord('AND')) fail('AND');
    at++;
    if (at === tokens.length) fail('a clause');
  }
  return clauses;
}

/** `metrics.rmse DESC`, `attributes.start_time`, `` params.`max depth` asc``. */
export function parseOrder(order: string, vocabulary: Vocabulary): OrderClause {
  const match = /^\s*(?:(\w+)\.)?(.+?)(?:\s+(asc|desc))?\s*$/i.exec(order);
  const entity = match?.[1] === undefined ? 'attribute' : entities[match[1].toLowerCase()];
  if (!match || !entity)
    throw new FilterError(
      `Cannot order by ${order.slice(0, 100)}: write metrics.x, params.x, tags.x or attributes.x`,
    );
  const key = unquote(match[2] ?? '');
  return { ...checkedKey({ entity, key }, vocabulary), descending: match[3]?.toLowerCase() === 'desc' };
}

function checkedKey(key: FilterKey, { entities: known, attributes }: Vocabulary): FilterKey {
  if (!known.includes(key.entity))
    throw new FilterError(`There are no ${key.entity}s to filter or order by here`);
  if (key.entity === 'dataset' && !['name', 'digest', 'context'].includes(key.key))
    throw new FilterError(`A data set has a name, a digest and a context, but no ${key.key}`);
  if (key.entity !== 'attribute') return key;
  const plain = key.key.toLowerCase().replaceAll(' ', '_');
  const name = aliases[plain] ?? plain;
  if (!Object.hasOwn(attributes, name))
    throw new FilterError(
      `There is no attribute ${key.key}. There are ${Object.keys(attributes).join(', ')}`,
    );
  return { entity: 'attribute', key: name };
}

/** Other names that MLflow's clients write. */
const aliases: Readonly<Record<string, string>> = {
  created: 'start_time',
  user: 'user_id',
  created_at: 'start_time',
};

const unquote = (text: string): string => (/^(['"`]).*\1$/s.test(text) ? text.slice(1, -1) : text);

export const runVocabulary: Vocabulary = {
  entities: ['metric', 'param', 'tag', 'attribute', 'dataset'],
  attributes: {
    run_id: 'text',
    run_name: 'text',
    status: 'text',
    artifact_uri: 'text',
    user_id: 'text',
    lifecycle_stage: 'text',
    start_time: 'number',
    end_time: 'number',
    /** Ours. */
    kind: 'text',
    learner: 'text',
    /** By its id. */
    notebook: 'text',
  },
  listed: ['run_id', 'run_name', 'status', 'user_id', 'kind', 'learner', 'notebook'],
};
