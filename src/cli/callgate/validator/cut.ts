/** Text on one line, cut to a length. */
export function cut(text: string, length: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= length ? line : `${line.slice(0, Math.max(length - 1, 0))}…`;
}
