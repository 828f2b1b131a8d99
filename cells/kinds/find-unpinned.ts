import { type CallExpression, type Expression, type MemberExpression, type Node, parse } from 'acorn';
import { ancestor, simple } from 'acorn-walk';
import { type SqlToken, tokenizeSql } from '@/cells/compiler/sql-tokens';
import type { Cell, Notebook } from '@/cells/document/notebook';
import { compileCell } from '.';
import { connectionOf } from './sql/connection-of';

/** Why a re-run may not see what the first run saw. */
export type UnpinnedReason = 'clock' | 'network' | 'random' | 'data' | 'input' | 'page';

export interface UnpinnedInput {
  readonly cellId: number;
  readonly reason: UnpinnedReason;
  /** As the author wrote it: `Math.random`, `now()`, `fetch`. */
  readonly what: string;
}

/**
 * What the cells read that neither their text, nor a seed, nor a data version fixes: clock, network, unseeded chance, the log,
 * controls, the size of the page. Each is named once per cell. It reads text and runs nothing, so it finds what is written
 * plainly; whatever it misses, the re-run of the slice shows.
 */
export function findUnpinned({ cells }: Pick<Notebook, 'cells'>): UnpinnedInput[] {
  const names = new Set(cells.flatMap(({ output }) => output ?? []));
  return cells.flatMap((cell) => {
    const found = new Map<string, UnpinnedReason>();
    const note = (what: string, reason: UnpinnedReason) => found.set(what, reason);
    readCell(cell, names, note);
    return [...found].map(([what, reason]) => ({ cellId: cell.id, reason, what }));
  });
}

type Note = (what: string, reason: UnpinnedReason) => void;

/** Names of the standard library that differ from run to run. */
const builtins: Readonly<Record<string, UnpinnedReason>> = {
  now: 'clock',
  width: 'page',
  visibility: 'page',
  view: 'input',
  predictions: 'data',
  DatabaseClient: 'data',
  runs: 'data',
  models: 'data',
};

/** Globals, alone or with the member that matters. */
const globals: Readonly<Record<string, UnpinnedReason>> = {
  'Date.now': 'clock',
  performance: 'clock',
  'Math.random': 'random',
  crypto: 'random',
  fetch: 'network',
  XMLHttpRequest: 'network',
  WebSocket: 'network',
  EventSource: 'network',
  navigator: 'page',
  innerWidth: 'page',
  innerHeight: 'page',
};

/** Functions of SQL that differ from run to run, called or bare. */
const sqlFunctions: Readonly<Record<string, UnpinnedReason>> = {
  now: 'clock',
  today: 'clock',
  current_date: 'clock',
  current_time: 'clock',
  current_timestamp: 'clock',
  get_current_timestamp: 'clock',
  localtimestamp: 'clock',
  random: 'random',
  uuid: 'random',
  gen_random_uuid: 'random',
};
const bareSqlFunctions = new Set(['current_date', 'current_time', 'current_timestamp', 'localtimestamp']);

function readCell(cell: Cell, names: ReadonlySet<string>, note: Note): void {
  if (cell.kind === 'input') {
    note(cell.output ?? 'a control', 'input');
    return;
  }
  const connection = connectionOf(cell);
  if (connection !== undefined) {
    note(`the connection ${connection}`, 'data');
    return;
  }
  if (cell.kind === 'sql') readSql(cell.source, note);
  let compiled: ReturnType<typeof compileCell>;
  try {
    compiled = compileCell(cell, { names });
  } catch {
    return; // what does not compile reads nothing
  }
  const ours = compiled.inputs.filter((name) => !names.has(name));
  for (const name of ours) {
    const reason = builtins[name];
    if (reason) note(name, reason);
  }
  readJavaScript(compiled.body, new Set(ours), note);
}

function readSql(sql: string, note: Note): void {
  const tokens = tokenizeSql(sql);
  tokens.forEach(({ type, text }, i) => {
    if (type !== 'word') return;
    const name = text.toLowerCase();
    const isCalled = tokens[i + 1]?.text === '(';
    const isColumn = tokens[i - 1]?.text === '.';
    const reason = isColumn ? undefined : sqlFunctions[name];
    if (reason && (isCalled || bareSqlFunctions.has(name))) note(isCalled ? `${name}()` : name, reason);
    const samples = name === 'tablesample' || (name === 'using' && isWord(tokens[i + 1], 'sample'));
    if (samples && !tokens.slice(i).some((token) => isWord(token, 'repeatable')))
      note('a sample without REPEATABLE', 'random');
  });
}

const isWord = (token: SqlToken | undefined, word: string): boolean =>
  token?.type === 'word' && token.text.toLowerCase() === word;

/** `builtinsUsed`: names of the standard library that the cell reads. */
function readJavaScript(body: string, builtinsUsed: ReadonlySet<string>, note: Note): void {
  const program = parse(`(${body})`, { ecmaVersion: 'latest', sourceType: 'module' });
  // A name that the cell binds anywhere is taken for its own everywhere.
  const bound = new Set<string>();
  simple(program, {
    VariablePattern(node: Node & { readonly name: string }) {
      bound.add(node.name);
    },
  } as Parameters<typeof simple>[1]); // acorn-walk's types leave out the names that it gives to patterns
  ancestor(program, {
    Identifier(node, _, ancestors) {
      if (bound.has(node.name)) return;
      const parent = ancestors.at(-2);
      const member = parent?.type === 'MemberExpression' ? nameOf(parent as MemberExpression) : undefined; // by its type
      const what = globals[node.name] ? node.name : `${node.name}.${member}`;
      const reason = globals[what];
      if (reason) note(what, reason);
    },
    NewExpression({ callee, arguments: given }) {
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0)
        note('new Date()', 'clock');
    },
    CallExpression(call) {
      if (call.callee.type !== 'MemberExpression') return;
      const path = pathOf(call.callee);
      const [root = '', ...members] = path;
      if (root === 'd3' && builtinsUsed.has('d3') && isUnseededD3(members)) note(path.join('.'), 'random');
      if (root === 'op' && members[0] === 'random') note('op.random', 'random');
      if (builtinsUsed.has('tf') && isUnseededTensorFlow(path, call))
        note(path.slice(-3).join('.'), 'random');
    },
    TaggedTemplateExpression({ tag, quasi }) {
      const [root] = tag.type === 'Identifier' ? [tag.name] : pathOf(tag);
      if (root === 'sql') readSql(quasi.quasis.map(({ value }) => value.raw).join('?'), note);
    },
  });
}

/** `d3.randomNormal(…)`, and not `d3.randomNormal.source(…)`. */
const isUnseededD3 = ([first = '', second]: readonly string[]): boolean =>
  first === 'shuffle' || (first.startsWith('random') && first !== 'randomLcg' && second !== 'source');

/** Where a call of TensorFlow.js takes its seed: as its fifth argument, or with the initialiser of a layer. */
function isUnseededTensorFlow(path: readonly string[], call: CallExpression): boolean {
  const [root, first = '', second = ''] = path;
  if (path.at(-1) === 'fit')
    return !properties(call).some(({ name, value }) => name === 'shuffle' && value === 'false');
  if (root !== 'tf') return false;
  if (/^(random|truncatedNormal)/.test(first)) return call.arguments.length < 5;
  if (first === 'initializers')
    return (
      !/^(zeros|ones|constant|identity)$/.test(second) &&
      !properties(call).some(({ name }) => name === 'seed')
    );
  if (
    first !== 'layers' ||
    !/^(dense|conv|separableConv|depthwiseConv|embedding|lstm|gru|simpleRNN)/i.test(second)
  )
    return false;
  return !properties(call).some(({ name, value }) => /nitializer$/.test(name) && value === undefined);
}

/** Names of the properties that the call's objects have, with the text of those values that are literals. */
function properties({ arguments: given }: CallExpression): { name: string; value?: string }[] {
  return given.flatMap((argument) =>
    argument.type !== 'ObjectExpression'
      ? []
      : argument.properties.flatMap((property) =>
          property.type === 'Property' && property.key.type === 'Identifier'
            ? {
                name: property.key.name,
                value: property.value.type === 'Literal' ? String(property.value.value) : undefined,
              }
            : [],
        ),
  );
}

/** `a.b.c` as its names; calls and computed members in between are left out. */
function pathOf(node: Expression | MemberExpression['object']): string[] {
  if (node.type === 'Identifier') return [node.name];
  if (node.type === 'CallExpression') return pathOf(node.callee as Expression); // `super` is not called here
  if (node.type !== 'MemberExpression') return [];
  return [...pathOf(node.object), nameOf(node) ?? ''];
}

const nameOf = ({ property, computed }: MemberExpression): string | undefined =>
  !computed && property.type === 'Identifier' ? property.name : undefined;
