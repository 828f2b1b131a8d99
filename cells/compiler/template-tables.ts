import { parseJavaScript } from '@observablehq/notebook-kit';
import { simple } from 'acorn-walk';
import { findSqlReferences } from './sql-references';

/** The tables that the `sql` templates of a program read, each once: sql`…` and sql.with({…})`…`. What `${…}` puts in is not known. */
export function findTemplateTables(source: string): string[] {
  const found = new Set<string>();
  simple(parseJavaScript(source).body, {
    TaggedTemplateExpression({ tag, quasi }) {
      const called = tag.type === 'CallExpression' ? tag.callee : tag;
      const named = called.type === 'MemberExpression' ? called.object : called;
      if (named.type !== 'Identifier' || named.name !== 'sql') return;
      const text = quasi.quasis.map(({ value }) => value.raw).join('${0}');
      for (const table of findSqlReferences(text)) found.add(table);
    },
  });
  return [...found];
}
