/** Where a package keeps a TensorFlow.js layers model: `tf.loadLayersModel` opens it from there. */
export const layersModelFiles = { topology: 'model/model.json', weights: 'model/weights.bin' } as const;
