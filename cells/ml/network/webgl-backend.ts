/**
 * A bundle of its own, loaded into the training worker when WebGL is measured or asked for. TensorFlow.js keeps its engine and its
 * kernels in the global scope, so the copy of its core in here joins the worker's.
 */
import '@tensorflow/tfjs-backend-webgl';
