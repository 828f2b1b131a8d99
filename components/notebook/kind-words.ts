import {
  Braces,
  ChartColumn,
  CodeXml,
  Crosshair,
  Database,
  FlaskConical,
  Gauge,
  type LucideIcon,
  SlidersHorizontal,
  Text,
} from 'lucide-react';
import type { CellKind } from '@/cells/document/notebook';
import type { WritableKind } from './new-cell';

/** What the gutter calls a kind. */
export const kindWords: Readonly<Record<CellKind, string>> = {
  javascript: 'JS',
  sql: 'SQL',
  markdown: 'text',
  html: 'HTML',
  input: 'input',
  chart: 'chart',
  train: 'train',
  tune: 'tune',
  evaluate: 'evaluate',
  unsupported: 'other',
};

export const kindIcons: Readonly<Record<WritableKind, LucideIcon>> = {
  javascript: Braces,
  sql: Database,
  markdown: Text,
  html: CodeXml,
  input: SlidersHorizontal,
  chart: ChartColumn,
  train: FlaskConical,
  tune: Crosshair,
  evaluate: Gauge,
};

/** The key that makes a cell this kind, as it is printed. */
export const kindKeys: Partial<Record<WritableKind, string>> = {
  javascript: 'Y',
  sql: 'S',
  markdown: 'M',
  html: 'H',
};
