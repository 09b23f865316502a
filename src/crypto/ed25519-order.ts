/** The order of the base point of edwards25519. */
export const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const ORDER_BYTES = Uint8Array.of(
  ...[0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14],
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10],
);

/** Whether 32 little-endian bytes spell less than the order. */
export function isBelowOrder(scalar: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) if (scalar[i] !== ORDER_BYTES[i]) return scalar[i]! < ORDER_BYTES[i]!;
  return false;
}
