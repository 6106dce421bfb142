/** Rows beyond both edges that exist already when they are scrolled to. */
const overscan = 8;

/** The rows that exist: those in view and a few more. */
export function windowOf(
  top: number,
  height: number,
  rowHeight: number,
  length: number,
): { readonly first: number; readonly last: number } {
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight), length - 1) - overscan);
  const last = Math.min(length - 1, Math.ceil((top + height) / rowHeight) + overscan);
  return { first, last };
}
