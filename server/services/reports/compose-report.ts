import type { CheckResult, FrozenCell } from '@/cells/bridge/messages';
import type { Cell } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { maskText } from '@/cells/personal';
import type { MailPicture } from '../../mail/mail';
import { contentTypeOf, type MailSection } from '../mails';
import { describeChanges, describeVerdict } from './compare-checks';
import { compareFigures } from './compare-figures';
import { type Grid, gridOf, withoutGrid } from './read-grid';
import {
  captionOf,
  hasGraphic,
  headingOf,
  labelsOf,
  paragraphsOf,
  tableOf,
  textOf,
  withoutFigures,
  withoutTable,
} from './read-output';
import type { Report } from './report';

/** A part of an output under its own title; its picture is without what `html` says as a table. */
export interface PicturedPart {
  readonly title: string;
  readonly html: string;
  readonly png?: Uint8Array;
}

/** A cell's frozen output with the picture that was taken of it, at two pixels for one, and those of its parts. */
export type PicturedCell = FrozenCell & {
  readonly png?: Uint8Array;
  readonly parts?: readonly PicturedPart[];
};

export interface ReportFacts {
  readonly title: string;
  readonly at: string;
  /** The notebook file that ran: its cells say whether they go into the mail (`data-report="yes"` or `"no"`). */
  readonly html: string;
  readonly cells: readonly PicturedCell[];
  readonly checks: readonly CheckResult[];
  /** Of the report before; absent for the first. */
  readonly previousChecks?: readonly CheckResult[];
  /** Check → since when it fails, in words. */
  readonly since: ReadonlyMap<string, string>;
  readonly executionUrl: string;
  /** What the same cells showed last time, by cell, in HTML. */
  readonly previousOutputs?: ReadonlyMap<number, string>;
  /** Said at the mail's end. */
  readonly notes?: readonly string[];
}

const mostSections = 10;
/** Of cells that the notebook itself chose. */
const mostMarked = 40;
const mostChecks = 100;

/** How much of it goes into one mail. */
export interface ReportSize {
  /** Of all pictures together. */
  readonly pictureBytes: number;
  readonly tableRows: number;
  /** Pictures that go along with fewer pixels. */
  readonly smaller?: ReadonlyMap<Uint8Array, Uint8Array>;
}

/** Writes the report of a finished run. A picture that does not fit is left out, those behind it that fit are not; its section says so. */
export function composeReport(
  facts: ReportFacts,
  { pictureBytes, tableRows, smaller }: ReportSize,
): { report: Report; pictures: MailPicture[] } {
  const pictures: MailPicture[] = [];
  let left = pictureBytes;
  /** The picture's place in the mail, or that it has none. */
  const attach = (png: Uint8Array, { cellId, name, alt }: Pictured): Attached => {
    const bytes = smaller?.get(png) ?? png;
    if (bytes.length > left)
      return {
        text: 'The picture is left out of this mail for its size.',
        link: { label: 'See it on the page of the run', url: `${facts.executionUrl}#cell-${cellId}` },
      };
    left -= bytes.length;
    const id = `${name}@cellar`;
    const contentType = contentTypeOf(bytes);
    pictures.push({ id, bytes, contentType, fileName: `${name}.${contentType.slice('image/'.length)}` });
    return { picture: { id, ...sizeOf(png), ...(alt && { alt }) } };
  };
  const { chosen, others } = chooseCells(facts);
  const sections = chosen.flatMap(({ cell, output }): MailSection[] => {
    const name = `cell-${cell.id}`;
    if (output.parts)
      return output.parts.map((part, i) =>
        composePart(part, (png, alt) => attach(png, { cellId: cell.id, name: `${name}-${i + 1}`, alt })),
      );
    const title = headingOf(output.html);
    const text = maskComputed(cell, captionOf(output.html));
    const table = tableOf(output.html);
    if (table) return [{ title, text, table }];
    const grid = gridOf(output.html);
    if (grid && !hasGraphic(withoutGrid(output.html)))
      return [{ title: title ?? (output.name || undefined), text: text ?? sayRows(grid), table: grid.table }];
    const words = text ?? maskComputed(cell, textOf(output.html).slice(0, 1000));
    if (!hasGraphic(output.html)) return [{ title, text: words }];
    if (!output.png)
      return [{ title, text: [words, 'There is no picture of it.'].filter(Boolean).join(' ') }];
    const { text: note, ...shown } = attach(output.png, { cellId: cell.id, name: cell.output ?? name });
    return [{ title, text: [text, note].filter(Boolean).join(' ') || undefined, ...shown }];
  });
  const { title, at, checks, previousChecks, previousOutputs, since, executionUrl, notes = [] } = facts;
  const report: Report = {
    title,
    at,
    headline: describeVerdict(checks),
    tone: checks.every((check) => check.ok) ? 'ok' : 'problems',
    changes: previousChecks ? describeChanges(previousChecks, checks) : [],
    isFirst: previousChecks === undefined,
    checks: checks
      .slice(0, mostChecks)
      .map((check) => ({ ...check, since: check.ok ? undefined : since.get(check.name) })),
    sections: sections.map((section) => limitRows(section, tableRows)),
    figures: previousOutputs
      ? compareFigures(
          chosen.map(({ cell, output }) => ({
            name: headingOf(output.html) ?? cell.output ?? '',
            before: previousOutputs.get(cell.id),
            now: output.html,
          })),
        )
      : [],
    cautions: sayCautions(facts.cells),
    notes: [
      ...notes,
      ...(checks.length > mostChecks
        ? [`${checks.length - mostChecks} more checks are on the page of the run.`]
        : []),
      ...(others > 0 ? [`${others} more outputs are on the page of the run.`] : []),
    ],
    executionUrl,
  };
  return { report, pictures };
}

const mostCautions = 20;

/** What cells say of their values, each once: of a hidden cell too, for what is shown may be worked out from it. */
const sayCautions = (cells: readonly PicturedCell[]): string[] =>
  [
    ...new Set(
      cells.flatMap(({ cellId, name, cautions = [] }) =>
        cautions.map((caution) => `${name || `Cell ${cellId}`}: ${caution}`),
      ),
    ),
  ].slice(0, mostCautions);

/** How many rows a table has, where not all of them are there. */
const sayRows = ({ table, rows }: Grid): string | undefined =>
  rows > table.rows.length
    ? `The first ${table.rows.length} of ${rows.toLocaleString('en-US').replaceAll(',', ' ')} rows.`
    : undefined;

function limitRows({ table, ...section }: MailSection, most: number): MailSection {
  if (!table || table.rows.length <= most) return { ...section, ...(table && { table }) };
  const text = [
    section.text,
    `${table.rows.length - most} more rows of this table are on the page of the run.`,
  ];
  const words = text.filter(Boolean).join('\n');
  return {
    ...section,
    text: words,
    ...(most > 0 && { table: { ...table, rows: table.rows.slice(0, most) } }),
  };
}

interface Pictured {
  readonly cellId: number;
  readonly name: string;
  readonly alt?: string;
}
type Attached = Pick<MailSection, 'picture' | 'text' | 'link'>;

/** What a cell works out may be somebody's; what its author wrote stays. */
const maskComputed = ({ kind }: Cell, text: string | undefined) =>
  text && !isProse(kind) ? maskText(text) : text;
const isProse = (kind: string) => kind === 'markdown' || kind === 'html';

/** Its table as text, its drawings as a picture with their labels in words, and without a picture what else it says. */
function composePart(
  { title, html, png }: PicturedPart,
  attach: (png: Uint8Array, alt: string) => Attached,
): MailSection {
  const table = tableOf(withoutFigures(html));
  const said = png
    ? attach(png, maskText(labelsOf(html)))
    : { text: maskText(paragraphsOf(withoutTable(html)) ?? '') || undefined };
  return { title, ...said, ...(table && { table }) };
}

/** The marked cells; in a notebook that marks none, those whose output is a picture or a table. In document order. */
function chooseCells({ html, cells }: ReportFacts) {
  const outputs = new Map(cells.map((output) => [output.cellId, output]));
  const shown = parseNotebook(html).cells.flatMap((cell) => {
    const output = outputs.get(cell.id);
    return output && !cell.hidden && output.html.trim() !== '' ? [{ cell, output }] : [];
  });
  const marked = shown.filter(({ cell }) => cell.attributes['data-report'] === 'yes');
  const chosen =
    marked.length > 0
      ? marked
      : shown.filter(
          ({ cell, output }) =>
            cell.attributes['data-report'] !== 'no' &&
            !isProse(cell.kind) &&
            cell.kind !== 'input' &&
            (hasGraphic(output.html) || tableOf(output.html) !== undefined),
        );
  const most = marked.length > 0 ? mostMarked : mostSections;
  return { chosen: chosen.slice(0, most), others: Math.max(chosen.length - most, 0) };
}

/** Width and height in CSS pixels, from the header of the PNG. */
export function sizeOf(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (png.byteLength < 24) return { width: 0, height: 0 };
  return { width: Math.round(view.getUint32(16) / 2), height: Math.round(view.getUint32(20) / 2) };
}
