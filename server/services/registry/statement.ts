import { createHash } from 'node:crypto';
import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { datasetVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { type Envelope, openEnvelope, type SigningKey, workspaceKey } from '../../signing';
import { modelName } from './names';
import { readVersion } from './read-models';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const path = z.string().min(1).max(300);

/**
 * What a workspace states of a version, in the form of an in-toto Statement 1.0: the files by their hashes as subjects, and
 * beside them where they came from and what the re-run found. The same version gives the same bytes until it is verified again.
 */
export const statementSchema = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z
    .array(z.object({ name: path, digest: z.object({ sha256 }) }))
    .min(1)
    .max(1001),
  predicateType: z.literal('urn:cellar:model-version:1'),
  predicate: z.object({
    model: z.string().max(100),
    version: z.number().int().positive(),
    /** Name of the model in its slice. */
    output: z.string().max(200),
    slice: z.object({ sha256, cells: z.number().int(), totalCells: z.number().int() }),
    notebook: z.object({
      id: z.string(),
      title: z.string().nullable(),
      revision: z.number().int().nullable(),
    }),
    /** What the slice reads: source files by content. */
    data: z.array(
      z.object({
        table: z.string(),
        name: z.string(),
        version: z.number().int(),
        fileName: z.string(),
        sha256,
        /** Read by cells that the slice imports from there. */
        notebook: z.string().optional(),
      }),
    ),
    weights: z.array(path),
    seed: z.number().nullable(),
    environment: z.record(z.string(), z.string()),
    verification: z.object({ verdict: z.string(), detail: z.string().optional(), at: z.string().nullable() }),
    promotedAt: z.string(),
    promotedBy: z.string().nullable(),
  }),
});
export type Statement = z.infer<typeof statementSchema>;

export const statementType = 'application/vnd.in-toto+json';
/** The slice, among the files of a package. */
export const sliceFile = 'notebook.html';

interface SignedVersion {
  readonly version: Awaited<ReturnType<typeof readVersion>>;
  readonly envelope: Envelope;
  readonly key: Omit<SigningKey, 'sign'>;
}

/** The signed statement of a ready version, the key that it can be checked with, and the version that was read for it. */
export const signStatement = query({
  action: 'model.read',
  input: z.object({ model: modelName, version: z.number().int().positive() }),
  async run(context, reference): Promise<SignedVersion> {
    const version = await readVersion(context, reference);
    if (version.status !== 'ready')
      throw new AppError(
        'conflict',
        `Version ${reference.version} of ${reference.model} is not ready: its files are not checked yet.`,
      );
    const hashes = version.data.map(({ hash }) => hash);
    const sources = hashes.length
      ? await context.db
          .select({
            datasetId: datasetVersions.datasetId,
            number: datasetVersions.number,
            fileName: datasetVersions.fileName,
          })
          .from(datasetVersions)
          .where(inArray(datasetVersions.hash, hashes))
      : [];
    const statement: Statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        ...Object.entries(version.files)
          .filter(([name]) => name !== sliceFile)
          .map(([name, { hash }]) => ({ name, digest: { sha256: hash } })),
        { name: sliceFile, digest: { sha256: createHash('sha256').update(version.slice).digest('hex') } },
      ].sort((a, b) => (a.name < b.name ? -1 : 1)),
      predicateType: 'urn:cellar:model-version:1',
      predicate: {
        model: version.model,
        version: version.number,
        output: version.output,
        slice: { sha256: version.sliceHash, cells: version.sliceCells, totalCells: version.totalCells },
        notebook: { id: version.notebookId, title: version.notebookTitle, revision: version.revision },
        data: version.data.map(({ table, name, version: number, hash, datasetId, notebook }) => ({
          ...(notebook !== undefined && { notebook }),
          table,
          name,
          version: number,
          sha256: hash,
          fileName:
            sources.find((source) => source.datasetId === datasetId && source.number === number)?.fileName ??
            name,
        })),
        weights: [...version.manifest.weights],
        seed: version.manifest.seed,
        environment: { ...version.manifest.environment },
        verification: {
          verdict: version.verification.verdict,
          ...('detail' in version.verification && { detail: version.verification.detail }),
          at: version.verifiedAt?.toISOString() ?? null,
        },
        promotedAt: version.createdAt.toISOString(),
        promotedBy: version.by,
      },
    };
    const { sign, ...key } = workspaceKey(context.config);
    return { version, envelope: sign(statementType, Buffer.from(JSON.stringify(statement))), key };
  },
});

/** @throws AppError unprocessable when the key did not sign it, or when it states nothing of a model version */
export function openStatement(
  envelope: unknown,
  publicKey: string,
): { statement: Statement; fingerprint: string } {
  const { payloadType, payload, fingerprint } = openEnvelope(envelope, publicKey);
  const parsed = payloadType === statementType ? statementSchema.safeParse(parseJson(payload)) : undefined;
  if (!parsed?.success)
    throw new AppError('unprocessable', 'What was signed is no statement on a model version of Cellar.');
  return { statement: parsed.data, fingerprint };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
