import { parseJavaScript } from '@observablehq/notebook-kit';
import type { Node } from 'acorn';
import { type RecursiveVisitors, simple } from 'acorn-walk';
import { findSqlReferences } from './sql-references';

/** The tables that the `sql` templates of a program read, each once: sql`…` and sql.with({…})`…`. What `${…}` puts in is not known. */
export function findTemplateTables(source: string): string[] {
  return findTemplateTablesIn(parseJavaScript(source).body);
}

/** The same of a syntax tree; `base` walks what is no plain JavaScript. */
export function findTemplateTablesIn(body: Node, base?: RecursiveVisitors<unknown>): string[] {
  const found = new Set<string>();
  const visitors: Parameters<typeof simple>[1] = {
    TaggedTemplateExpression({ tag, quasi }) {
      const called = tag.type === 'CallExpression' ? tag.callee : tag;
      const named = called.type === 'MemberExpression' ? called.object : called;
      if (named.type !== 'Identifier' || named.name !== 'sql') return;
      const text = quasi.quasis.map(({ value }) => value.raw).join('${0}');
      for (const table of findSqlReferences(text)) found.add(table);
    },
  };
  simple(body, visitors, base);
  return [...found];
}
