/** Next serves the workspace's pages only. Everything with traffic or secrets is answered before it (server/http). */
/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // Types are checked by `npm test`; a start on a fresh machine does not wait for them.
  typescript: { ignoreBuildErrors: true },
  // Notebook Kit imports the whole compiler; the pages would load and read its 3.6 MB before they answer.
  turbopack: { resolveAlias: { typescript: './cli/absent-typescript.mjs' } },
};
