/** How a transaction is shown; "binary" is base58 without a word that says so (Agave, `UiTransactionEncoding`). */
export type UiTransactionEncoding = "binary" | "base64" | "base58" | "json" | "jsonParsed";

/** How much of each transaction a block shows. */
export type TransactionDetails = "full" | "signatures" | "none" | "accounts";

/** What was asked for, or why it cannot be shown: the transaction has a version that the asker does not know. */
export type Encoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly unsupportedTransactionVersion: number };
