/** Runs before the page paints: the chosen theme, else the system's. */
export const themeScript = `(() => {
  let chosen = 'system';
  try { chosen = localStorage.getItem('cellar.theme') ?? 'system'; } catch {}
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})()`;
