import {
  Braces,
  ChartColumn,
  CodeXml,
  Crosshair,
  Database,
  FileCode2,
  FlaskConical,
  Gauge,
  type LucideIcon,
  Orbit,
  Sigma,
  SlidersHorizontal,
  Text,
  Workflow,
} from 'lucide-react';
import type { CellKind } from '@/cells/document/notebook';

export type WritableKind = Exclude<CellKind, 'unsupported'>;

/** How a kind of cell looks and is written in the notebook. What it is and how it runs stands in `cells/kinds`. */
export interface KindInView {
  /** What the gutter calls it. */
  readonly word: string;
  readonly icon: LucideIcon;
  /** The act of `keys.ts` that makes a cell this kind. */
  readonly act?: string;
  /** Its source or form stays in sight; otherwise it shows while it is edited. */
  readonly pinned: boolean;
  /** How its text reaches the kernel: half-written code must not run. */
  readonly follows: 'on commit' | 'after a breath' | 'at once';
  readonly language: EditorLanguage;
  /** What an empty editor says. */
  readonly hint?: string;
  /** What a value of its own choosing is called in a fresh cell; null: it may have a name and begins without. */
  readonly freshName?: string | null;
}

/** Forms show their options as JSON, which is JavaScript. */
export type EditorLanguage = 'javascript' | 'typescript' | 'sql' | 'markdown' | 'html' | 'plain';

const form = { follows: 'at once', language: 'javascript' } as const;

export const kindsInView: Readonly<Record<WritableKind, KindInView>> = {
  javascript: {
    ...{ word: 'JS', icon: Braces, act: 'Make it JavaScript', pinned: true },
    ...{ follows: 'on commit', language: 'javascript', hint: 'JavaScript' },
  },
  sql: {
    ...{ word: 'SQL', icon: Database, act: 'Make it SQL', pinned: true, freshName: 'result' },
    ...{ follows: 'on commit', language: 'sql', hint: 'SELECT …' },
  },
  markdown: {
    ...{ word: 'text', icon: Text, act: 'Make it text', pinned: false },
    ...{ follows: 'after a breath', language: 'markdown', hint: 'Text in Markdown' },
  },
  html: {
    ...{ word: 'HTML', icon: CodeXml, act: 'Make it HTML', pinned: false },
    ...{ follows: 'after a breath', language: 'html', hint: 'HTML' },
  },
  typescript: {
    ...{ word: 'TS', icon: FileCode2, act: 'Make it TypeScript', pinned: true },
    ...{ follows: 'on commit', language: 'typescript', hint: 'TypeScript' },
  },
  observable: {
    ...{ word: 'OJS', icon: Orbit, pinned: true },
    ...{ follows: 'on commit', language: 'javascript', hint: 'name = …, viewof name = …' },
  },
  tex: {
    ...{ word: 'TeX', icon: Sigma, pinned: false },
    ...{ follows: 'after a breath', language: 'plain', hint: 'E = mc^2' },
  },
  dot: {
    ...{ word: 'dot', icon: Workflow, pinned: false },
    ...{ follows: 'after a breath', language: 'plain', hint: 'digraph { a -> b }' },
  },
  input: { word: 'input', icon: SlidersHorizontal, pinned: false, freshName: 'value', ...form },
  chart: { word: 'chart', icon: ChartColumn, pinned: false, freshName: null, ...form },
  train: { word: 'train', icon: FlaskConical, pinned: true, freshName: 'model', ...form },
  tune: { word: 'tune', icon: Crosshair, pinned: true, freshName: 'tuned', ...form },
  evaluate: { word: 'evaluate', icon: Gauge, pinned: true, freshName: 'judgement', ...form },
};

/** Undefined for a type that Cellar does not run. */
export const inView = (kind: CellKind): KindInView | undefined =>
  kind === 'unsupported' ? undefined : kindsInView[kind];

/** Written as a program. */
export const isScript = (kind: CellKind): boolean =>
  kind === 'javascript' || kind === 'typescript' || kind === 'observable';

/** Written as text with `${…}` in it. */
export const isTemplate = (kind: CellKind): boolean =>
  kind === 'sql' || kind === 'markdown' || kind === 'html' || kind === 'tex' || kind === 'dot';
