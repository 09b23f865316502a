/** `text` in at most `width` columns; what does not fit gives way to an ellipsis. */
export function truncate(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  return width < 1 ? "" : `${characters.slice(0, width - 1).join("")}…`;
}

/** `text` followed by spaces up to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(width - [...text].length, 0));
}

/** `text` broken into lines of at most `width` columns, at spaces where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = [...text];
  while (rest.length > width) {
    const space = rest.slice(0, width + 1).lastIndexOf(" ");
    const end = space > width / 2 ? space : width;
    lines.push(rest.slice(0, end).join(""));
    rest = rest.slice(rest[end] === " " ? end + 1 : end);
  }
  lines.push(rest.join(""));
  return lines;
}

/** 1234567 as "1,234,567". */
export function groupDigits(value: number | bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** An address that leaves room for other things: "7xKXtg2C…gAsU". */
export function shortAddress(address: string): string {
  return address.length > 14 ? `${address.slice(0, 4)}…${address.slice(-4)}` : address;
}
