/** Names the layout for the page's width, so that styles and drawing agree on it. */
export function watchLayout(changed: () => void): void {
  const apply = () => {
    const width = document.documentElement.clientWidth;
    const layout = width < 520 ? 'narrow' : width < 760 ? 'medium' : 'wide';
    if (document.body.dataset.layout === layout) return;
    document.body.dataset.layout = layout;
    changed();
  };
  new ResizeObserver(apply).observe(document.documentElement);
  apply();
}
