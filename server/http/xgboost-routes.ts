import { packageToXgboost, xgboostSources } from '@/cells/ml/boosted-trees/formats/package-to-xgboost';
import { AppError } from '../errors';
import { parseReference, readVersion } from '../services/registry';
import type { RouteModule } from './route';

/** `GET /api/models/name@3/xgboost`: the boosted trees of a version as XGBoost's JSON, which `Booster.load_model` opens. */
export const xgboostRoutes: RouteModule = () => [
  {
    method: 'GET',
    path: '/api/models/:reference/xgboost',
    policy: 'model.read',
    async handle(request, context) {
      const { model, target } = parseReference(request.req.param('reference') ?? '');
      if (!('version' in target))
        throw new AppError('bad_request', `Say which version: ${model}@3, for example.`);
      const version = await readVersion(context, { model, version: target.version });
      const files = new Map<string, Uint8Array>();
      for (const path of xgboostSources) {
        const file = version.files[path];
        if (file) files.set(path, await context.storage.readAll(file.hash));
      }
      return new Response(convert(files), {
        headers: {
          'Content-Type': 'application/json',
          'Content-Disposition': `attachment; filename="${model}-v${version.number}.xgboost.json"`,
          'X-Content-Type-Options': 'nosniff',
        },
      });
    },
  },
];

function convert(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(packageToXgboost(files));
  } catch (cause) {
    throw new AppError('unprocessable', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
