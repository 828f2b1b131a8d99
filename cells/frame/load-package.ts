import type { LoadedPackage } from '@/cells/bridge/modules';
import type { FrameEnd } from '@/cells/bridge/port';
import type { LockedPackage } from '@/cells/document/package-lock';
import { lockKey, type PackageSpecifier } from '@/cells/document/package-specifier';
import type { RunScope } from '@/cells/kernel/kernel';
import { formatBytes } from '@/components/ui/format';
import type { ImportedStyles } from './imported-styles';

/** A module's names and their values. */
export type Namespace = Readonly<Record<string, unknown>>;

export interface PackageLoader {
  load(wanted: PackageSpecifier, run: RunScope): Promise<Namespace>;
  /** The versions that run in this frame, by `name@range`. */
  readonly loaded: ReadonlyMap<string, LockedPackage>;
}

/** What the loader needs of the notebook. */
export interface LockKeeper {
  locked(key: string): LockedPackage | undefined;
  /** Writes down what a name meant at its first use. */
  keep(key: string, locked: LockedPackage): void;
}

/** Packages come from the page as modules of their own; each is evaluated once in a frame, whoever imports it. */
export function createPackageLoader(
  { request }: Pick<FrameEnd, 'request'>,
  lock: LockKeeper,
  styles: ImportedStyles,
): PackageLoader {
  const modules = new Map<string, Promise<Namespace>>();
  const loaded = new Map<string, LockedPackage>();
  return {
    loaded,
    async load(wanted, run) {
      const key = lockKey(wanted);
      const found = await findLocked(wanted, { lock, request, run });
      const { version, integrity, dependencies } = found;
      loaded.set(key, { version, integrity, dependencies });
      if (!lock.locked(key)) lock.keep(key, { version, integrity, dependencies });
      for (const note of found.notes) run.warn?.(note);
      const module = modules.get(found.hash) ?? evaluate(found, wanted.path);
      modules.set(found.hash, module);
      module.catch(() => modules.delete(found.hash));
      const namespace = await orEnd(module, run.signal);
      if (found.format === 'css') styles.add(String(namespace.default), run.signal);
      return namespace;
    },
  };
}

/**
 * What the lock means once the answer is here: while it was on its way another cell may have been first, or a person may have
 * chosen another version. Then neither that answer counts, nor why there was none: two versions of one name would contradict each other.
 */
async function findLocked(
  wanted: PackageSpecifier,
  { lock, request, run }: { lock: LockKeeper; request: FrameEnd['request']; run: RunScope },
): Promise<LoadedPackage> {
  for (;;) {
    const asked = lock.locked(lockKey(wanted));
    const found = await follow(request, { ...wanted, locked: asked }, run).catch((error: unknown) => ({
      error,
    }));
    run.signal.throwIfAborted();
    const locked = lock.locked(lockKey(wanted));
    const isAsked = locked?.integrity === asked?.integrity;
    if (!('error' in found) && (isAsked || locked?.integrity === found.integrity)) return found;
    if ('error' in found && isAsked) throw found.error;
  }
}

/** Asks until it is there, and says meanwhile how far it is. */
async function follow(
  request: FrameEnd['request'],
  wanted: Parameters<typeof request<'package.load'>>[1],
  run: RunScope,
): Promise<LoadedPackage> {
  for (;;) {
    const answer = await orEnd(request('package.load', wanted).catch(inWords), run.signal);
    if (answer.state === 'ready') {
      run.progress(undefined);
      return answer.module;
    }
    const size = answer.received > 0 ? ` … ${formatBytes(answer.received)}` : ' …';
    run.progress({ message: `${answer.doing}${size}` });
  }
}

/** What the page says is a whole sentence. */
function inWords(cause: Error): never {
  throw new Error(cause.message, { cause });
}

async function evaluate({ name, version, url, format }: LoadedPackage, path: string): Promise<Namespace> {
  const said = `${name}@${version}${path && `/${path}`}`;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${said} could not be read (${response.status}). Reload the notebook.`);
  const text = await response.text();
  if (format === 'css') return { default: text };
  // The name under which it stands in traces of errors.
  const code = [text, `\n//# sourceURL=npm:${said}`];
  const address = URL.createObjectURL(new Blob(code, { type: 'text/javascript' }));
  try {
    const module: Namespace = await import(/* @vite-ignore */ address);
    return format === 'cjs' ? namesOf(module.default) : module;
  } catch (cause) {
    throw new Error(`${said} could not be started: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** A module of the older kind is one value: its members are what other modules call exports. */
function namesOf(value: unknown): Namespace {
  const isHolder = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!isHolder) return { default: value };
  const members = value as Namespace; // whatever it holds
  return members.__esModule ? { ...members } : { ...members, default: value };
}

/** Ends with the run that waits. */
export function orEnd<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}
