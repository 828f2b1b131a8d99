/**
 * HTML for another page: a frame with cells of a shared notebook, and a listener that makes it as tall as they are. The listener takes
 * heights from that frame and our origin only.
 */
export function writeSnippet(options: {
  readonly origin: string;
  readonly token: string;
  readonly cells: readonly string[];
  readonly theme: string;
}): string {
  const { origin, token, cells, theme } = options;
  const words = new URLSearchParams();
  if (cells.length > 0) words.set('cells', cells.join(','));
  if (theme) words.set('theme', theme);
  const search = words.size > 0 ? `?${words.toString().replaceAll('%2C', ',')}` : '';
  const address = `${origin}/embed/${token}${search}`.replaceAll('&', '&amp;');
  return `<iframe src="${address}" title="Cellar" loading="lazy" allow="fullscreen"
  style="width: 100%; height: 320px; border: 0"></iframe>
<script>
  addEventListener('message', ({ origin, source, data }) => {
    if (origin !== '${origin}' || data?.type !== 'cellar:height') return;
    for (const frame of document.querySelectorAll('iframe'))
      if (frame.contentWindow === source) frame.style.height = Number(data.height) + 'px';
  });
</script>`;
}
