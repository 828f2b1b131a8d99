import type { layers as Layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { PackageFiles } from '../model';
import type { BaseAbout } from './describe-base';

export type Layer = Layers.Layer;

/** The frozen part of a base, in memory, and what is put on top of it. */
export interface Base {
  readonly about: BaseAbout;
  /** Pixels of a side of the pictures that it is given. */
  readonly size: number;
  /** Where it was cut, as a person reads it. */
  readonly note: string;
  /** Numbers that the frozen part gives for a row. */
  readonly width: number;
  /** Of its layers; those on top have others. */
  readonly names: ReadonlySet<string>;
  /** Its answers to pictures, row-major n × `width`. */
  answer(pixels: Float32Array): Float32Array;
  /** The layers that go on learning, on its answers; undefined where all of the base is frozen. */
  readonly thaw?: (answers: SymbolicTensor) => SymbolicTensor;
  /** All of it with layers on top, from pixels to the last of them, as one model; undefined where it is no model of layers. */
  join?(top: readonly Layer[]): LayersModel;
  /** What answers before the network, where it is not joined to it. */
  readonly files?: PackageFiles;
  dispose(): void;
}
