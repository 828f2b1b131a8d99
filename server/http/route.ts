import type { Context as HonoContext } from 'hono';
import { Hono } from 'hono';
import type { Context, System } from '../context';
import type { Action } from '../permissions';

/** `public`: for anybody. `signed`: the URL itself carries a signature that the handler checks. Otherwise the action it needs. */
export type Policy = 'public' | 'signed' | Action;

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly policy: Policy;
  /** Callable by pages of the opaque frame (`Origin: null`): only static assets and signed files. */
  readonly fromFrame?: boolean;
  /** The largest body it takes, in bytes; 10 MB unless told. `streamed`: it limits what it reads by itself. */
  readonly maxBody?: number | 'streamed';
  /** Changes nothing, whatever its method: MLflow searches by POST. */
  readonly readsOnly?: boolean;
  handle(request: HonoContext, context: Context): Response | Promise<Response>;
}

/** A module of routes is a function of the system; `app.ts` mounts them all, so that a test can list every policy. */
export type RouteModule = (system: System) => readonly Route[];

export const createHono = () => new Hono({ strict: false });
