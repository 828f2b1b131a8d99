import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { TreeInWords, TreeNodeInWords } from '@/cells/ml/boosted-trees/describe-tree';
import { Button, IconButton } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { formatCount, formatNumber, formatValue } from '@/components/ui/format';
import { openLevels, type PlacedNode, placeTree } from './place-tree';
import styles from './tree-view.module.css';

/** Two levels and the line between them fit a phone. */
const size = { width: 156, line: 46, gap: 40, box: 38 } as const;
const shownLevels = 3;

const scales: Readonly<Record<TreeInWords['scale'], string>> = {
  answer: 'Leaves are added to the answer.',
  log: 'Leaves are added to the logarithm of the answer.',
  'log-odds': 'Leaves are added to the log-odds.',
  chance: 'Leaves are added to the probability.',
  score: 'Leaves are added to the score of the class.',
};

/** One tree of many, from left to right: what is asked, where each answer leads, and what the leaves add. */
export function TreeView({ tree, onChoose }: { tree: TreeInWords; onChoose(index: number): void }) {
  const { index, trees, round, output, nodes } = tree;
  const [open, setOpen] = useState(() => openLevels(nodes, shownLevels));
  useEffect(() => setOpen(openLevels(nodes, shownLevels)), [nodes]);
  const placed = placeTree(nodes, open);
  const isFolded = placed.nodes.some((node) => node.isFolded);
  const toggle = (id: number) =>
    setOpen((was) => {
      const next = new Set(was);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <IconButton
          label="Tree before"
          icon={ChevronLeft}
          disabled={index === 0}
          onClick={() => onChoose(index - 1)}
        />
        <span className={styles.choice}>
          Tree{' '}
          <CommittedNumber
            aria-label="Number of the tree"
            value={index + 1}
            onCommit={(number) =>
              number !== undefined && onChoose(Math.min(Math.max(Math.round(number), 1), trees) - 1)
            }
          />{' '}
          of {formatNumber(trees)}
        </span>
        <IconButton
          label="Next tree"
          icon={ChevronRight}
          disabled={index >= trees - 1}
          onClick={() => onChoose(index + 1)}
        />
        {output !== undefined && (
          <span className={styles.about}>
            round {formatNumber(round)}, for {output}
          </span>
        )}
        {isFolded ? (
          <Button variant="quiet" onClick={() => setOpen(openLevels(nodes, Number.POSITIVE_INFINITY))}>
            Show all leaves
          </Button>
        ) : (
          placed.depth > shownLevels && (
            <Button variant="quiet" onClick={() => setOpen(openLevels(nodes, shownLevels))}>
              Show fewer
            </Button>
          )
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
      <section className={styles.scroll} aria-label={`Tree ${index + 1}`} tabIndex={0}>
        <div
          className={styles.tree}
          style={{
            width: (placed.depth + 1) * size.width + placed.depth * size.gap,
            height: placed.lines * size.line,
          }}
        >
          <Links placed={placed.nodes} nodes={nodes} />
          {placed.nodes.map((at) => {
            const node = nodes[at.id];
            return node && <Node key={at.id} at={at} node={node} onToggle={() => toggle(at.id)} />;
          })}
        </div>
      </section>
      <p className={styles.about}>{scales[tree.scale]} A dotted line is the way of missing values.</p>
    </div>
  );
}

const leftOf = (at: Pick<PlacedNode, 'depth'>) => at.depth * (size.width + size.gap);
const topOf = (at: Pick<PlacedNode, 'line'>) => at.line * size.line + (size.line - size.box) / 2;

function Node({ at, node, onToggle }: { at: PlacedNode; node: TreeNodeInWords; onToggle(): void }) {
  const place = { left: leftOf(at), top: topOf(at), width: size.width, height: size.box };
  // XGBoost keeps the sum of the rows' second derivatives instead of their number.
  const rows = Number.isInteger(node.rows)
    ? formatCount(node.rows, 'row')
    : `weight ${formatValue(node.rows)}`;
  if ('value' in node)
    return (
      <div className={styles.leaf} style={place}>
        <b>{`${node.value > 0 ? '+' : ''}${formatValue(node.value)}`}</b>
        <small>{rows}</small>
      </div>
    );
  const isCut = node.yes === undefined;
  return (
    <button
      type="button"
      className={styles.question}
      style={place}
      title={`${node.question} · missing goes to ${node.missing} · gain ${formatValue(node.gain)}`}
      aria-expanded={isCut ? undefined : !at.isFolded}
      disabled={isCut}
      onClick={onToggle}
    >
      <span>{node.question}</span>
      <small>
        {rows}
        {at.isFolded && ` · +${formatCount(node.leaves, 'leaf', 'leaves')}`}
      </small>
    </button>
  );
}

function Links({ placed, nodes }: { placed: readonly PlacedNode[]; nodes: readonly TreeNodeInWords[] }) {
  const byId = new Map(placed.map((at) => [at.id, at]));
  const all = Math.max(nodes[0]?.rows ?? 1, 1);
  return (
    <svg className={styles.links} aria-hidden>
      {placed.map((at) => {
        const parent = byId.get(at.parent ?? -1);
        const question = nodes[at.parent ?? -1];
        if (!parent || !question || !('question' in question)) return null;
        const x1 = leftOf(parent) + size.width;
        const y1 = topOf(parent) + size.box / 2;
        const x2 = leftOf(at);
        const y2 = topOf(at) + size.box / 2;
        const isMissing = question.missing === at.answer;
        return (
          <g key={at.id}>
            <path
              d={`M${x1} ${y1}C${x1 + size.gap / 2} ${y1} ${x2 - size.gap / 2} ${y2} ${x2} ${y2}`}
              style={{ strokeWidth: 1 + 4 * ((nodes[at.id]?.rows ?? 0) / all) }}
            />
            {isMissing && (
              <path
                data-missing
                d={`M${x1} ${y1}C${x1 + size.gap / 2} ${y1} ${x2 - size.gap / 2} ${y2} ${x2} ${y2}`}
              />
            )}
            <text x={x2 - 4} y={at.answer === 'yes' ? y2 - 6 : y2 + 14} textAnchor="end">
              {at.answer}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
