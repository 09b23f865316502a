/** What an access to memory wants to do (solana-sbpf `AccessType`). */
export const AccessType = { Load: 0, Store: 1 } as const;
export type AccessType = (typeof AccessType)[keyof typeof AccessType];

/** The word for it in error texts. */
export function accessTypeName(access: AccessType): "reading" | "writing" {
  return access === AccessType.Load ? "reading" : "writing";
}
