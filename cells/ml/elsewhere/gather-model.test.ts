import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type GivenFile, gatherModel } from './gather-model';

const text = (content: string) => new TextEncoder().encode(content);
const file = (name: string, content = 'x'): GivenFile => ({ name, bytes: text(content) });
const topology = (...paths: string[]) => JSON.stringify({ weightsManifest: [{ paths, weights: [] }] });
const zip = (files: Record<string, string>, name = 'model.zip'): GivenFile => ({
  name,
  bytes: zipSync(Object.fromEntries(Object.entries(files).map(([path, content]) => [path, text(content)]))),
});
const pathsOf = (given: readonly GivenFile[]) => {
  const { files, leftOut } = gatherModel(given);
  return { files: [...files.keys()].sort(), leftOut };
};

describe('the model in what a person chose', () => {
  it('is the topology of TensorFlow.js with the weights that it names, wherever they lie', () => {
    const wanted = {
      files: ['tfjs/a-1of2.bin', 'tfjs/a-2of2.bin', 'tfjs/model.json'],
      leftOut: ['labels.txt'],
    };
    const given = {
      'model.json': topology('a-1of2.bin', 'a-2of2.bin'),
      'a-1of2.bin': '1',
      'a-2of2.bin': '2',
    };
    const loose = Object.entries({ ...given, 'labels.txt': 'no' }).map(([name, content]) =>
      file(name, content),
    );
    expect(pathsOf(loose)).toEqual(wanted);
    const foldered = Object.fromEntries(
      Object.entries(given).map(([name, content]) => [`web/net/${name}`, content]),
    );
    expect(pathsOf([zip({ ...foldered, 'web/index.html': '', '__MACOSX/web/._x': '' })])).toEqual({
      ...{ files: wanted.files, leftOut: ['web/index.html'] },
    });
  });

  it('may lie in an archive beside other files', () => {
    const packed = zip({ 'model.json': topology('w.bin'), 'w.bin': '1' });
    expect(pathsOf([file('notes.txt'), packed])).toEqual({
      ...{ files: ['tfjs/model.json', 'tfjs/w.bin'], leftOut: ['notes.txt'] },
    });
  });

  it('keeps the name of its topology, but for one that a package cannot keep', () => {
    const named = (name: string) => pathsOf([file(name, topology('w.bin')), file('w.bin')]).files;
    expect(named('my-net.json')).toEqual(['tfjs/my-net.json', 'tfjs/w.bin']);
    expect(named('model (1).json')).toEqual(['tfjs/model.json', 'tfjs/w.bin']);
  });

  it('is an ONNX file, alone or beside others', () => {
    expect(pathsOf([file('Churn v2.onnx')]).files).toEqual(['model.onnx']);
    expect(pathsOf([zip({ 'out/churn.onnx': '1', 'out/README.md': '2' })])).toEqual({
      ...{ files: ['model.onnx'], leftOut: ['out/README.md'] },
    });
  });

  it('is a folder of MLflow’s with all that lies in it', () => {
    const folder = {
      'run/model/MLmodel': '1',
      'run/model/model.onnx': '2',
      'run/model/code/a.py': '3',
      'run/x.csv': '',
    };
    expect(pathsOf([zip(folder)])).toEqual({
      ...{ files: ['MLmodel', 'code/a.py', 'model.onnx'], leftOut: ['run/x.csv'] },
    });
  });
});

describe('is refused in words', () => {
  it.each<[string, GivenFile[], RegExp]>([
    [
      'where weights are missing',
      [file('model.json', topology('w.bin'))],
      /keeps its weights in w.bin, which is not among the files. Choose its folder/,
    ],
    [
      'where there is none',
      [file('people.csv')],
      /^people.csv is no model that can be imported: .* Data is added under Data\.$/,
    ],
    [
      'where a JSON file is none',
      [file('a.json', '{"weightsManifest": 3}'), file('b.bin')],
      /^These 2 files are no model/,
    ],
    [
      'where there are two',
      [file('a.json', topology('x')), file('b.json', topology('y'))],
      /2 TensorFlow.js models: a.json, b.json/,
    ],
    [
      'where there are two archives',
      [zip({ MLmodel: '' }), zip({ MLmodel: '' }, 'b.zip')],
      /several archives/,
    ],
    ['where there are two of ONNX', [file('a.onnx'), file('b.onnx')], /2 ONNX models/],
    ['where there are two of MLflow', [zip({ 'a/MLmodel': '', 'b/MLmodel': '' })], /2 models of MLflow/],
    ['where a zip is damaged', [file('model.zip', 'PK but no more')], /model.zip is not a zip archive/],
    [
      'where a path leads out of it',
      [zip({ '../../etc/model.json': topology('w') })],
      /leads out of the archive. It is refused/,
    ],
    [
      'where a name cannot be kept',
      [zip({ MLmodel: '', 'päth/a b.txt': '' })],
      /has a name that a package cannot keep/,
    ],
    [
      'where there are too many files',
      [zip(Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`f${i}`, ''])))],
      /more than 500 files/,
    ],
    ['where a file unpacks to more than is taken', [bomb()], /model.onnx in bomb.zip is larger than 100 MB/],
  ])('%s', (_, given, words) => {
    expect(() => gatherModel(given)).toThrow(words);
  });

  /** 101 MB of nothing, in 100 KB. */
  function bomb(): GivenFile {
    return { name: 'bomb.zip', bytes: zipSync({ 'model.onnx': new Uint8Array(101 * 1024 ** 2) }) };
  }
});
