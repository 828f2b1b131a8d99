import { classHighlighter, highlightCode } from '@lezer/highlight';
import { memo, type ReactNode } from 'react';
import type { CellKind } from '@/cells/document/notebook';
import styles from './code.module.css';
import { languageOf } from './languages';

/** Longer texts are shown in one colour: the editor, once it is there, colours what is on screen. */
const colouredLength = 20_000;

/**
 * Code without an editor: what stands where an editor will be when it comes near. `plain` leaves the colours out.
 */
export const StaticCode = memo(function StaticCode({
  source,
  kind,
  plain = false,
}: {
  source: string;
  kind: CellKind;
  plain?: boolean;
}) {
  return (
    <pre className={`${styles.code} ${styles.still}`}>
      {plain || source.length > colouredLength ? source : colour(source, kind)}
      {/* An empty or ended line has its height only when something follows. */}
      {(source === '' || source.endsWith('\n')) && '\u200b'}
    </pre>
  );
});

function colour(source: string, kind: CellKind): ReactNode {
  const language = languageOf(kind)?.language;
  if (!language) return source;
  const parts: ReactNode[] = [];
  highlightCode(
    source,
    language.parser.parse(source),
    classHighlighter,
    (text, classes) =>
      parts.push(
        classes ? (
          <span key={parts.length} className={classes}>
            {text}
          </span>
        ) : (
          text
        ),
      ),
    () => parts.push('\n'),
  );
  return parts;
}
