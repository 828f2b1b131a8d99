import { randomInt } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open as openFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors';
import { closedSuffix, type LogRecord, openSuffix, segmentName } from '../services/monitoring/log-format';

export interface PredictionLog {
  /** Resolves when the records are on the disk; rejects when they are not, and then none of them is in the log. */
  append(records: readonly LogRecord[]): Promise<void>;
  /** Closes the open segment. Nothing is lost by never calling it. */
  roll(): Promise<void>;
}

export interface PredictionLogOptions {
  readonly folder: string;
  /** Told when a segment was closed and may become Parquet. */
  onClosed(): void;
  /** A segment is closed when it is this large or this old. */
  readonly rollBytes?: number;
  readonly rollMs?: number;
  /** What may wait for the disk before new requests are turned away. */
  readonly waitingBytes?: number;
  readonly open?: (path: string, flags: number, mode: number) => Promise<FileHandle>;
}

interface Waiting {
  readonly text: string;
  resolve(): void;
  reject(error: unknown): void;
}

interface OpenSegment {
  readonly handle: FileHandle;
  readonly name: string;
  /** Bytes that are known to be on the disk. */
  bytes: number;
  readonly timer: NodeJS.Timeout;
  readonly openedAt: number;
}

/** Each write is on the disk when it ends: one trip to the thread pool instead of two. Not there on Windows. */
const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
// Its declaration says that every platform has it.
const O_DSYNC: number | undefined = constants.O_DSYNC;
const appending = O_WRONLY | O_APPEND | O_CREAT | O_EXCL | (O_DSYNC ?? 0);

/**
 * Appends with group commit: what arrives while the disk syncs goes out together with the next sync, so that one flush serves
 * every request that waits.
 */
export function createPredictionLog(options: PredictionLogOptions): PredictionLog {
  const {
    folder,
    onClosed,
    rollBytes = 16 * 1024 ** 2,
    rollMs = 5 * 60_000,
    waitingBytes = 64 * 1024 ** 2,
  } = options;
  const open = options.open ?? openFile;
  let waiting: Waiting[] = [];
  let size = 0;
  let segment: OpenSegment | undefined;
  let number = 0;
  // Process numbers are small and the same on many machines, whose files meet in one storage.
  const writer = randomInt(2 ** 47);
  let draining = false;
  let rolling: (() => void)[] = [];

  async function openSegment(): Promise<OpenSegment> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = segmentName(Date.now(), writer, number++);
    const handle = await open(join(folder, name + openSuffix), appending, 0o600);
    await syncFolder(folder);
    const timer = setTimeout(() => void roll(), rollMs);
    timer.unref();
    return { handle, name, bytes: 0, timer, openedAt: Date.now() };
  }

  async function closeSegment(): Promise<void> {
    const closing = segment;
    segment = undefined;
    if (!closing) return;
    clearTimeout(closing.timer);
    await closing.handle.close();
    const path = join(folder, closing.name + openSuffix);
    if (closing.bytes === 0) await unlink(path);
    else await rename(path, join(folder, closing.name + closedSuffix));
    if (closing.bytes > 0) onClosed();
  }

  async function write(text: string): Promise<void> {
    segment ??= await openSegment();
    const content = Buffer.from(text);
    await segment.handle.writeFile(content);
    if (O_DSYNC === undefined) await segment.handle.datasync();
    // A process that slept longer than segments live may find its own one rolled away by another: write it again.
    if (Date.now() - segment.openedAt > rollMs && (await segment.handle.stat()).nlink === 0) {
      clearTimeout(segment.timer);
      await segment.handle.close();
      segment = undefined;
      return write(text);
    }
    segment.bytes += content.byteLength;
  }

  /** After a failed write nothing is known of the file's end: cut it to what was promised and begin another. */
  async function abandon(): Promise<void> {
    try {
      await segment?.handle.truncate(segment.bytes);
    } catch {
      // What stays is a torn line at the end, which readers leave out.
    }
    await closeSegment().catch(() => {});
  }

  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    while (waiting.length > 0 || rolling.length > 0) {
      const batch = waiting;
      const rolls = rolling;
      waiting = [];
      rolling = [];
      size = 0;
      try {
        if (batch.length > 0) await write(batch.map(({ text }) => text).join(''));
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        for (const { reject } of batch) reject(refused(cause));
        await abandon();
      }
      if (rolls.length > 0 || (segment && segment.bytes >= rollBytes)) await closeSegment().catch(() => {});
      for (const done of rolls) done();
    }
    draining = false;
  }

  const roll = () =>
    new Promise<void>((done) => {
      rolling.push(done);
      void drain();
    });

  return {
    append(records) {
      const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
      if (size + text.length > waitingBytes)
        return Promise.reject(
          new AppError(
            'too_many_requests',
            'The disk cannot keep up with the prediction log. Try again in a moment.',
          ),
        );
      size += text.length;
      return new Promise((resolve, reject) => {
        waiting.push({ text, resolve, reject });
        void drain();
      });
    },
    roll,
  };
}

function refused(cause: unknown): AppError {
  const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
  return full
    ? new AppError(
        'storage_full',
        'The disk is full, so the answer could not be recorded and is not given. Free some space in the data folder and try again.',
        { cause },
      )
    : new AppError(
        'unavailable',
        'The answer could not be recorded, so it is not given. The server log says why; try again.',
        {
          cause,
        },
      );
}

/** A new file is only there after a power cut when its folder was synced too. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await openFile(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
