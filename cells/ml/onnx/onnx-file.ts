/** Where a package keeps the model, as MLflow does. */
export const onnxFile = 'model.onnx';
