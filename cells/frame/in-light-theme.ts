/** Does something while the frame has its light theme; who looks at a dark one sees an empty page meanwhile, no flash of white. */
export async function inLightTheme<T>(act: () => Promise<T>): Promise<T> {
  const { documentElement: root, body } = document;
  const { theme } = root.dataset;
  if (theme !== 'dark') return act();
  root.style.background = getComputedStyle(root).getPropertyValue('--paper');
  body.style.opacity = '0';
  root.dataset.theme = 'light';
  try {
    // Charts that follow the theme by themselves draw anew.
    for (let frame = 0; frame < 3; frame += 1) await nextFrame();
    return await act();
  } finally {
    root.dataset.theme = theme;
    body.style.opacity = '';
    root.style.background = '';
  }
}

/** A page that nobody looks at gets no frames. */
const nextFrame = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => resolve());
    setTimeout(resolve, 200);
  });
