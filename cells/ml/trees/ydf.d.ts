/** The parts of YDF's WebAssembly builds that are used. Every object of theirs wants `delete()`. */
declare namespace Ydf {
  interface Options {
    print?(line: string): void;
    printErr?(line: string): void;
    instantiateWasm(
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
  }
  interface Deletable {
    delete(): void;
  }
  interface Vector<T> extends Deletable {
    /** Where the vector's header lies in memory. */
    readonly $$: { readonly ptr: number };
    size(): number;
    get(index: number): T;
    push_back(value: T): void;
    resize(size: number, value: T): void;
  }
  interface Files {
    mkdir(path: string): void;
    readdir(path: string): string[];
    readFile(path: string): Uint8Array;
    writeFile(path: string, bytes: Uint8Array): void;
    unlink(path: string): void;
    rmdir(path: string): void;
  }
  interface Dataset extends Deletable {
    addNumericalColumn(name: string, values: Vector<number>): void;
    addCategoricalColumn(name: string, values: Vector<string>, isLabel: boolean): void;
  }
  interface TrainedModel extends Deletable {
    save(folder: string): void;
  }
  interface InternalLearner extends Deletable {
    init(learner: string, label: string, task: string): void;
    trainFromDataset(dataset: Dataset): TrainedModel;
  }
  interface Training {
    readonly Dataset: new () => Dataset;
    readonly InternalLearner: new () => InternalLearner;
    CreateVectorFloat(size: number): Vector<number>;
    CreateVectorString(size: number): Vector<string>;
    readonly HEAPF32: Float32Array;
    readonly HEAPU32: Uint32Array;
    readonly FS: Files;
  }
  interface InputFeature {
    readonly name: string;
    readonly type: string;
    readonly internalIdx: number;
  }
  interface LoadedModel extends Deletable {
    getInputFeatures(): Vector<InputFeature>;
    getLabelClasses(): Vector<string>;
    newBatchOfExamples(rows: number): void;
    setNumerical(row: number, feature: number, value: number): void;
    setCategoricalString(row: number, feature: number, value: string): void;
    predict(): Vector<number>;
  }
  interface Inference {
    InternalLoadModel(folder: string, tensorflowSignature: boolean, filePrefix: string): LoadedModel;
    readonly FS: Files;
  }
}

declare module 'ydf-training' {
  const create: (options: Ydf.Options) => Promise<Ydf.Training>;
  export default create;
}
declare module 'ydf-inference' {
  const create: (options: Ydf.Options) => Promise<Ydf.Inference>;
  export default create;
}
