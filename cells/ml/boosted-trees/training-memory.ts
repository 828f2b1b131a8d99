/** Columns whose bins lie side by side in a row, so that a pass over rows fills histograms that stay in the cache. */
const blockWidth = 32;
/** Bytes of one column's histogram: 256 entries. */
export const columnBytes = 4096;
/** Bytes of a node as `addTree` reads it. */
export const nodeBytes = 32;
/** Histograms kept for leaves that may still be split, in all. What does not fit is summed again. */
const poolBytes = 256 * 1024 * 1024;
const fewestHistograms = 3;
/** Leaves room for the table itself beside it, in a tab as on a server. */
const mostBytes = 3 * 1024 ** 3;
const pageBytes = 65_536;

export interface MemoryNeeds {
  readonly rows: number;
  readonly columns: number;
  /** Outputs of the model, each with scores of its own. */
  readonly outputs: number;
  /** Models that are boosted at the same time (folds). */
  readonly boosters: number;
  readonly maxLeaves: number;
  readonly histogramBytes?: number;
}

export interface Block {
  /** Pointer to its first bin. */
  readonly at: number;
  readonly firstColumn: number;
  readonly width: number;
}

/** Where everything lies, in bytes. */
export interface MemoryPlan {
  readonly bytes: number;
  readonly blocks: readonly Block[];
  /** The bins once more, column by column. */
  readonly columns: number;
  /** By booster: scores, outputs × rows doubles. */
  readonly scores: readonly number[];
  /** Doubles of each row, before they are rounded. `values` of a column that is binned share the place of the first. */
  readonly gradients: number;
  readonly hessians: number;
  /** Pairs of i32 of each row. */
  readonly rounded: number;
  /** Lists of row numbers (u32): those of the tree that grows, those drawn for the round, and room to part them. */
  readonly rowList: number;
  readonly drawn: number;
  readonly scratch: number;
  readonly histograms: number;
  readonly histogramSlots: number;
  /** 3 × 256 doubles: a histogram that is read, or what a split is found by. */
  readonly readOut: number;
  /** 256 doubles. */
  readonly bounds: number;
  /** Rows that a histogram gathers, and what numbers are sorted by: see the kernel. */
  readonly batch: number;
  readonly digits: number;
  readonly nodes: number;
  /** 256 bytes for each split of a tree. */
  readonly tables: number;
}

/** Lays out the memory of a training. @throws Error in words when it needs more than there can be */
export function planMemory(needs: MemoryNeeds): MemoryPlan {
  const plan = layOutMemory(needs);
  if (plan.bytes > mostBytes)
    throw new Error(
      `${describeSize(needs.rows, needs.columns)} need ${inWords(plan.bytes)} of memory to train on, and there can be ${inWords(mostBytes)}. ` +
        'Train on a sample, for example with USING SAMPLE in SQL, or on fewer columns.',
    );
  return plan;
}

/** What a training needs, whether there can be as much or not. */
export function layOutMemory({
  rows,
  columns,
  outputs,
  boosters,
  maxLeaves,
  histogramBytes = poolBytes,
}: MemoryNeeds): MemoryPlan {
  let bytes = 0;
  const take = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / 64) * 64;
    return at;
  };
  const histogram = columns * columnBytes;
  // One for each leaf that waits and one to fill, but no more than the pool holds.
  const histogramSlots = Math.max(
    Math.min(maxLeaves + 1, Math.floor(histogramBytes / histogram)),
    fewestHistograms,
  );
  const blocks: Block[] = [];
  for (let firstColumn = 0; firstColumn < columns; firstColumn += blockWidth) {
    const width = Math.min(blockWidth, columns - firstColumn);
    blocks.push({ at: take(rows * width + 32), firstColumn, width });
  }
  const plan = {
    blocks,
    columns: take(rows * columns),
    scores: Array.from({ length: boosters }, () => take(rows * outputs * 8)),
    gradients: take(rows * 8 + 8),
    hessians: take(rows * 8 + 8),
    rounded: take(rows * 8),
    rowList: take(rows * 4 + 4),
    drawn: take(rows * 4),
    scratch: take(rows * 4 + 4),
    histograms: take(histogram * histogramSlots),
    histogramSlots,
    readOut: take(3 * 256 * 8),
    bounds: take(256 * 8),
    batch: take(128 * 48),
    digits: take(6 * 8192),
    nodes: take(2 * maxLeaves * nodeBytes),
    tables: take(maxLeaves * 256),
  };
  return { ...plan, bytes: Math.ceil(bytes / pageBytes) * pageBytes };
}

/** “100,000 rows × 20 columns”. */
export function describeSize(rows: number, columns: number): string {
  return `${rows.toLocaleString('en')} rows × ${columns.toLocaleString('en')} columns`;
}

export function inWords(bytes: number): string {
  const megabytes = bytes / 1e6;
  return megabytes < 1000
    ? `${Math.max(Math.round(megabytes), 1)} MB`
    : `${(megabytes / 1000).toFixed(1)} GB`;
}

/** @throws Error in words when the machine does not give it */
export function allocate({ bytes }: MemoryPlan): WebAssembly.Memory {
  const pages = bytes / pageBytes;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw new Error(
      `The trees need ${inWords(bytes)} of memory, and this machine does not give as much. Train on a sample, or close other tabs.`,
      { cause },
    );
  }
}
