import { openArchive } from '../../data/pictures/open-archive';
import { packagePath } from '../manifest';
import type { PackageFiles } from '../model';
import { onnxFile } from '../onnx/onnx-file';
import { tfjsFolder } from '../tfjs/tfjs-folder';

/** How much is taken in at once; sizes in bytes, unpacked. */
export const foreignLimits = { files: 500, fileBytes: 100 * 1024 ** 2, totalBytes: 200 * 1024 ** 2 };

/** A file as it was chosen: its name, with its folders where it lay in some. */
export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A model found among files, under the paths that a package gives them. */
export interface GatheredModel {
  readonly files: PackageFiles;
  /** What was given and is no part of it. */
  readonly leftOut: readonly string[];
}

/**
 * Finds the model in what a person chose: an ONNX file, the files of a TensorFlow.js model, a folder of MLflow's, or a zip of any of
 * these, which is unpacked here within bounds. What the files hold is looked at elsewhere.
 * @throws Error in words when there is none, more than one, or too much
 */
export function gatherModel(given: readonly GivenFile[]): GatheredModel {
  const isArchive = ({ name }: GivenFile) => /\.zip$/i.test(name);
  if (given.filter(isArchive).length > 1) throw new Error('There are several archives. Take one of them.');
  const files = given.flatMap((file) => (isArchive(file) ? unpack(file) : [file]));
  const total = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  if (files.length > foreignLimits.files || total > foreignLimits.totalBytes)
    throw new Error(
      `A model of at most ${foreignLimits.files} files and ${foreignLimits.totalBytes / 1024 ** 2} MB is taken.`,
    );
  return gatherFolder(files) ?? gatherTfjs(files) ?? gatherOnnx(files) ?? refuse(given);
}

function unpack({ name, bytes }: GivenFile): readonly GivenFile[] {
  const archive = openArchive(bytes, name, foreignLimits);
  for (const [path, reason] of archive.refused)
    throw new Error(`${path} in ${name} ${reason}. It is refused.`);
  return [...archive.read(new Set(archive.names))].map(([path, content]) => ({ name: path, bytes: content }));
}

/** Everything beside an `MLmodel` and below it. */
function gatherFolder(files: readonly GivenFile[]): GatheredModel | undefined {
  const marks = files.filter(({ name }) => lastOf(name) === 'MLmodel');
  const [mark] = [...marks].sort((a, b) => depthOf(a.name) - depthOf(b.name));
  if (!mark) return undefined;
  const root = folderOf(mark.name);
  if (marks.some(({ name }) => !name.startsWith(root)))
    throw new Error(`There are ${marks.length} models of MLflow's. Take one of their folders.`);
  return part(files, ({ name }) => (name.startsWith(root) ? name.slice(root.length) : undefined));
}

/** A topology, and the weights beside it that it names. */
function gatherTfjs(files: readonly GivenFile[]): GatheredModel | undefined {
  const found = files.flatMap((file) => {
    const named = /\.json$/i.test(file.name) ? readShardNames(file.bytes) : undefined;
    return named ? [{ file, named }] : [];
  });
  const [only] = found;
  if (!only) return undefined;
  if (found.length > 1)
    throw new Error(
      `There are ${found.length} TensorFlow.js models: ${found
        .slice(0, 5)
        .map(({ file }) => file.name)
        .join(', ')}. Take one of them.`,
    );
  const root = folderOf(only.file.name);
  const given = new Set(files.map(({ name }) => name));
  // What lies elsewhere is refused where the file is read.
  const absent = only.named.find((shard) => !given.has(root + shard) && !shard.includes('/'));
  if (absent !== undefined)
    throw new Error(
      `${only.file.name} keeps its weights in ${absent.slice(0, 200)}, which is not among the files. Choose its folder, or all of its files together.`,
    );
  const wanted = new Set([only.file.name, ...only.named.map((shard) => root + shard)]);
  return part(files, (file) => {
    if (!wanted.has(file.name)) return undefined;
    const name = file.name.slice(root.length);
    const isNamed = file !== only.file || packagePath.safeParse(name).success;
    return tfjsFolder + (isNamed ? name : 'model.json');
  });
}

function gatherOnnx(files: readonly GivenFile[]): GatheredModel | undefined {
  const found = files.filter(({ name }) => /\.onnx$/i.test(name));
  const [only] = found;
  if (!only) return undefined;
  if (found.length > 1) throw new Error(`There are ${found.length} ONNX models. Take one of them.`);
  return part(files, (file) => (file === only ? onnxFile : undefined));
}

function part(files: readonly GivenFile[], pathOf: (file: GivenFile) => string | undefined): GatheredModel {
  const kept = new Map<string, Uint8Array>();
  const leftOut: string[] = [];
  for (const file of files) {
    const path = pathOf(file);
    if (path === undefined) leftOut.push(file.name);
    else if (packagePath.safeParse(path).success) kept.set(path, file.bytes);
    else
      throw new Error(
        `${file.name.slice(0, 200)} has a name that a package cannot keep: letters, digits, “.”, “_” and “-” in folders parted by “/”.`,
      );
  }
  return { files: kept, leftOut };
}

/** Undefined where the file is no topology of TensorFlow.js. */
function readShardNames(bytes: Uint8Array): readonly string[] | undefined {
  try {
    const { weightsManifest } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>; // null throws, too
    if (!Array.isArray(weightsManifest)) return undefined;
    return weightsManifest.flatMap((group: { paths?: unknown } | null) =>
      Array.isArray(group?.paths) ? group.paths.map(String) : [],
    );
  } catch {
    return undefined; // Some other file: whether there is a model is seen from all of them.
  }
}

function refuse(given: readonly GivenFile[]): never {
  const what = given.length === 1 ? `${given[0]?.name} is` : `These ${given.length} files are`;
  throw new Error(
    `${what} no model that can be imported: an ONNX file, a TensorFlow.js model (its model.json and the weights beside it), a folder of MLflow's with its MLmodel, or a zip of one of these. Data is added under Data.`,
  );
}

const folderOf = (name: string) => name.slice(0, name.lastIndexOf('/') + 1);
const lastOf = (name: string) => name.slice(name.lastIndexOf('/') + 1);
const depthOf = (name: string) => name.split('/').length;
