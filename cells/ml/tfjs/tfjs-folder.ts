/** Where a package keeps a model of TensorFlow.js that was made elsewhere, its files as they were. */
export const tfjsFolder = 'tfjs/';
