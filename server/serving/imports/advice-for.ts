/** What a person can do with a model of MLflow's that does not answer here, by the flavour of its folder. */
const advice: Readonly<Record<string, string>> = {
  tensorflow:
    'A SavedModel is run by TensorFlow only. Convert it and import that: tensorflowjs_converter --input_format=tf_saved_model <its data folder> web_model, or python -m tf2onnx.convert --saved-model <its data folder> --output model.onnx.',
  keras:
    'A Keras model is run by TensorFlow only. Convert it and import that: model.export("saved"), then tensorflowjs_converter --input_format=tf_saved_model saved web_model.',
  sklearn:
    'A model of scikit-learn is a pickle, which is a program and is never run here. Export it and import that: skl2onnx.to_onnx(model, X[:1]), or log it with mlflow.onnx.',
  pytorch:
    'A model of PyTorch is a pickle, which is a program and is never run here. Export it and import that: torch.onnx.export(model, example, "model.onnx").',
};

/** @param flavors names of the folder's flavours; none where there is no folder of MLflow's */
export function adviceFor(flavors: readonly string[]): string {
  if (flavors.length === 0)
    return 'There is neither an ONNX model, a TensorFlow.js model nor a folder of MLflow’s among the files.';
  const known = flavors.find((flavor) => advice[flavor]);
  return (
    advice[known ?? ''] ??
    'Python code and pickles are not run here. Exported to ONNX, or logged with mlflow.onnx, it would answer.'
  );
}
