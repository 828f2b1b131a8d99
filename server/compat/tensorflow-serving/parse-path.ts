import { aliasName, defaultAlias, type ModelReference, modelName } from '../../services/registry';
import { invalidArgument } from './errors';

const methods = ['predict', 'classify', 'regress'] as const;
export type Method = (typeof methods)[number];

interface Asked {
  readonly reference: ModelReference;
  readonly version?: number;
  readonly label?: string;
}

const servable = '([^/:]+)(?:(?:/versions/(\\d+))|(?:/labels/([^/:]+)))?';
const called = new RegExp(`^/v1/models/${servable}:(${methods.join('|')})$`, 'i');
const looked = new RegExp(`^/v1/models/${servable}(/metadata)?/?$`, 'i');

/** `POST /v1/models/rides[/versions/3|/labels/champion]:predict`: labels are our aliases, and without either the champion answers. */
export function parseCall(path: string): Asked & { readonly method: Method } {
  const [, name, version, label, method] = called.exec(path) ?? [];
  if (!name || !method) throw invalidArgument(`Malformed request: POST ${path}`);
  // The pattern lets no other through.
  return { ...toAsked(name, version, label), method: method.toLowerCase() as Method };
}

/** `GET /v1/models/rides[/versions/3|/labels/champion][/metadata]` */
export function parseLook(path: string): Asked & { readonly metadata: boolean } {
  const [, name, version, label, metadata] = looked.exec(path) ?? [];
  if (!name) throw invalidArgument(`Malformed request: GET ${path}`);
  return { ...toAsked(name, version, label), metadata: metadata !== undefined };
}

function toAsked(name: string, version: string | undefined, label: string | undefined): Asked {
  const model = decode(name);
  const known = modelName.safeParse(model);
  if (!known.success)
    throw invalidArgument(`${known.error.issues[0]?.message}, not ${JSON.stringify(model)}.`);
  if (version !== undefined) {
    const number = Number(version);
    if (!Number.isSafeInteger(number))
      throw invalidArgument(`Failed to convert version: ${version} to numeric.`);
    return { reference: { model, target: { version: number } }, version: number };
  }
  if (label !== undefined && !aliasName.safeParse(label).success)
    throw invalidArgument(`Unrecognized servable version label: ${label}`);
  return {
    reference: {
      model,
      target: { alias: label ?? defaultAlias },
      ...(label === undefined && { served: true }),
    },
    label,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalidArgument(`Failed to decode model name: ${part}`);
  }
}
