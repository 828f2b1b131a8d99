import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp } from '@/server/http/app';
import { createRequestHandler, type OpenPort, openPort } from '@/server/http/listen';
import { admitVersion } from '@/server/services/registry';
import { promoteExample } from '@/server/services/registry/testing';
import { openTestSystem, type TestSystem } from '@/server/testing';

/**
 * MLflow's own Python client against this server. `.ci/run` names the Python that has it in MLFLOW_PYTHON; without one there is
 * nothing to run here, and what the client sends is held by the tests beside server/compat/mlflow.
 */
const python = process.env.MLFLOW_PYTHON;

describe.skipIf(!python)("MLflow's Python client", () => {
  let test: TestSystem;
  let port: OpenPort;
  beforeAll(async () => {
    test = await openTestSystem();
    const { versionId } = await promoteExample(test.context, { model: 'bikes' });
    await admitVersion(test.context, { versionId });
    port = await openPort({ port: 0, host: '127.0.0.1' });
    port.answer(createRequestHandler(test.system, createHttpApp(test.system)));
  });
  afterAll(async () => {
    await port?.close();
    await test?.close();
  });

  it.each(['tracking.py', 'registry.py'])(
    '%s finds what it expects',
    { timeout: 240_000 },
    async (script) => {
      const { stdout } = await promisify(execFile)(python ?? '', [join(import.meta.dirname, script)], {
        env: {
          ...process.env,
          MLFLOW_TRACKING_URI: `http://127.0.0.1:${port.port}`,
          MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
          GIT_PYTHON_REFRESH: 'quiet',
        },
        timeout: 230_000,
      });
      expect(stdout.trim().split('\n').at(-1)).toBe('all as expected');
    },
  );
});
