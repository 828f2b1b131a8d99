/** Whose file it is. */
export interface RunOfFile {
  readonly id: string;
  readonly experimentId: string;
}

/** Where the bytes of a file of a run are, as MLflow's clients know it. */
export const artifactUrl = ({ id, experimentId }: RunOfFile, path: string): string =>
  `/api/2.0/mlflow-artifacts/artifacts/${experimentId}/${id}/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`;
