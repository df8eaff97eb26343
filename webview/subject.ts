/** Whether the page shows a dose file rather than a plan; the host says so in the page. */
export function isOfFile(): boolean {
  return document.body.dataset.subject === 'dose';
}
