import { AppError } from './errors';

/** Where files lie on S3, or on a server that speaks its protocol. No credentials: those are the environment's. */
export interface S3Place {
  readonly bucket: string;
  /** Begins every name in the bucket: empty, or ends with a slash. */
  readonly prefix: string;
  /** Absent for Amazon's own. */
  readonly endpoint?: string;
  readonly region: string;
  /** `https://host/bucket/name` instead of `https://bucket.host/name`. */
  readonly pathStyle: boolean;
}

const form = 's3://bucket/prefix?endpoint=https://host&region=name&pathStyle=true';
const known = ['endpoint', 'region', 'pathStyle'];

/**
 * Reads `s3://bucket/prefix?endpoint=…&region=…&pathStyle=…`; what it leaves out comes from `AWS_ENDPOINT_URL_S3`,
 * `AWS_ENDPOINT_URL`, `AWS_REGION` and `AWS_DEFAULT_REGION`. A server of one's own is addressed by path unless told otherwise.
 * @throws AppError bad_request that never repeats what stood in the address: someone may have put a key into it.
 */
export function parseStorageUrl(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): S3Place {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 's3:') throw refused(`an address like ${form} is expected`);
  if (url.username || url.password)
    throw refused(
      'it holds a key. Give the key as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which no page and no log shows',
    );
  const unknown = [...url.searchParams.keys()].find((name) => !known.includes(name));
  if (unknown) throw refused(`it knows ${known.join(', ')}, and not “${unknown.slice(0, 40)}”`);
  const bucket = url.hostname;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw refused('a bucket’s name has 3 to 63 lower-case letters, digits, dots and hyphens');
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  if (prefix && !prefix.split('/').every((part) => /^[\w@=+.-]+$/.test(part) && !/^\.+$/.test(part)))
    throw refused('its prefix may have letters, digits and _ @ = + . - between slashes');

  const endpoint =
    url.searchParams.get('endpoint') ?? environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  if (endpoint && !isWebAddress(endpoint))
    throw refused('its endpoint must be a plain http or https address, such as https://s3.example.org');
  const region =
    url.searchParams.get('region') ??
    environment.AWS_REGION ??
    environment.AWS_DEFAULT_REGION ??
    (endpoint ? 'us-east-1' : undefined);
  if (!region || !/^[\w-]+$/.test(region))
    throw refused('it needs the region of the bucket: add ?region=eu-central-1, or set AWS_REGION');
  const style = url.searchParams.get('pathStyle') ?? String(Boolean(endpoint));
  if (style !== 'true' && style !== 'false') throw refused('pathStyle is true or false');
  return {
    bucket,
    prefix: prefix && `${prefix}/`,
    endpoint: endpoint || undefined,
    region,
    pathStyle: style === 'true',
  };
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && !username && !password && !search;
}

const refused = (why: string) =>
  new AppError(
    'bad_request',
    `The setting STORAGE_URL is not usable: ${why}. See the configuration table in README.md.`,
  );
