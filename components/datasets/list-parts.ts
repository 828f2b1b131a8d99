/** A sheet of a workbook, or a table of a SQLite file. */
export interface FilePart {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly notes: readonly string[];
}

/** Files that may hold several tables. */
export const holdsParts = (fileName: string): boolean => /\.(xlsx|xlsm|sqlite3?|db)$/i.test(fileName);

/** What is in such a file, as the server sees it. @throws Error in words */
export async function listParts(file: File, signal: AbortSignal): Promise<readonly FilePart[]> {
  const response = await fetch(`/api/datasets/parts?${new URLSearchParams({ fileName: file.name })}`, {
    method: 'POST',
    body: file,
    signal,
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok)
    throw new Error(
      answer?.error?.message ?? `The server could not look into ${file.name} (${response.status}).`,
    );
  return answer.parts;
}
