import type { Builtin } from '@/cells/kernel/kernel';

/** Names of Notebook Kit's standard library, and of older notebooks, that Cellar does not bring: how to come by each. */
export const absentNames: Readonly<Record<string, string>> = {
  echarts: 'Import it: import * as echarts from "npm:echarts".',
  L: 'Import Leaflet: import * as L from "npm:leaflet".',
  mapboxgl: 'Its maps come from another host, which a notebook cannot reach. Draw maps with Plot.geo and d3.',
  mermaid: 'Draw graphs with dot, or import it: import mermaid from "npm:mermaid".',
  vl: 'Import it: import * as vl from "npm:vega-lite-api".',
  React: 'Import it: import * as React from "npm:react".',
  ReactDOM: 'Import it: import * as ReactDOM from "npm:react-dom/client".',
  duckdb: 'DuckDB runs here already: sql`…` asks it, and DuckDBClient.of({name: table}) is its client.',
  SQLite:
    'Add the file in the Files panel: FileAttachment("name.sqlite").sqlite() opens it. Or upload it as data: its tables become data sets.',
  SQLiteDatabaseClient: 'FileAttachment("name.sqlite").sqlite() opens a file beside the notebook.',
  Interpreter: 'It reads results that Notebook Kit stored: node, Python and R do not run here.',
  require: 'Use the libraries that are here without import (d3, Plot, _ …), or import from "npm:…".',
};

/** Each fails where it is used, in words. */
export const absentBuiltins: Readonly<Record<string, Builtin>> = Object.fromEntries(
  Object.entries(absentNames).map(([name, how]) => [
    name,
    {
      make() {
        throw new Error(`${name} is not part of Cellar. ${how}`);
      },
    },
  ]),
);
