/** Security headers of what a browser shows. `origin` is this server's own, as the browser reached it. */

/** The notebook frame's one document; the page may frame nothing else of it. */
export const framePath = '/frame/notebook.html';

/**
 * The frame runs anybody's code. The policy leaves it its own blobs and signed data files; `Connection-Allowlist` closes what
 * a policy cannot (WebRTC, navigation, DNS) in browsers that know it. `ancestors`: origins of other sites in whose pages it may stand,
 * within ours; every page around it counts, not the nearest alone.
 */
export function frameHeaders(origin: string, ancestors: readonly string[] = []): Record<string, string> {
  return {
    'Content-Security-Policy': [
      'sandbox allow-scripts',
      "default-src 'none'",
      "script-src 'unsafe-inline' 'unsafe-eval' blob:",
      'worker-src blob:',
      "style-src 'unsafe-inline'",
      'img-src data: blob:',
      'media-src data: blob:',
      'font-src data: blob:',
      `connect-src blob: data: ${origin}/data/`,
      "frame-src 'none'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${[origin, ...ancestors].join(' ')}`,
    ].join('; '),
    'Connection-Allowlist': '(response-origin)',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  };
}

/**
 * Pages of the workspace. `frame-src` is half of the frame's wall: it stops a notebook from sending its own frame elsewhere.
 * Next needs inline scripts. Frozen outputs are shown in a sandboxed frame of their own, below `/reports/`.
 */
export function pageHeaders(origin: string): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'self'",
      "script-src 'self' 'unsafe-inline'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "font-src 'self' data:",
      "connect-src 'self'",
      "worker-src 'none'",
      `frame-src ${origin}${framePath} ${origin}/reports/`,
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}

/**
 * The page of a notebook that is shared by link: our script, the notebook as text, and the one frame. `ancestors`: other sites that may
 * show it among their own; nobody where there are none.
 */
export function appHeaders(
  origin: string,
  { frame, ancestors }: { frame: string; ancestors: readonly string[] },
): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      `script-src ${origin}/frame/assets/`,
      `style-src 'unsafe-inline' ${origin}/frame/assets/`,
      `font-src ${origin}/frame/assets/`,
      `connect-src ${origin}/frame/ ${origin}/apps/`,
      `frame-src ${origin}${frame}`,
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${ancestors.length > 0 ? ancestors.join(' ') : "'none'"}`,
    ].join('; '),
    // The address is the key: it is told to nobody, kept nowhere and found by no search.
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex, nofollow',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}

/** The page in which scheduled runs open a notebook: our script and the frame, nothing else. */
export function headlessHeaders(origin: string): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      `script-src ${origin}/frame/assets/`,
      "style-src 'unsafe-inline'",
      `connect-src ${origin}/frame/`,
      `frame-src ${origin}${framePath}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  };
}
