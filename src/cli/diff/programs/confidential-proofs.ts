// Made once with Solana's own prover (@solana/zk-sdk), which cannot be seeded: one ElGamal key and what it proves.

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

export const ELGAMAL_PUBKEY = bytes("XgBUQRYlwjQ95239eibg44oSldwu78tuK+EKG90zs2E=");

/** That the key is one. */
export const PUBKEY_VALIDITY_PROOF = bytes(
  "XgBUQRYlwjQ95239eibg44oSldwu78tuK+EKG90zs2FCDZXXBcB18j/hExrHIkBAg0iMkzkE5gKKEh90YCmdDPC78IBKjiE7GyeqV/+JCZMAF9VA+dNJCzuUiprfEfAK",
);

/** That a ciphertext of zeros, as new accounts have it, hides zero. */
export const ZERO_CIPHERTEXT_PROOF = bytes(
  "XgBUQRYlwjQ95239eibg44oSldwu78tuK+EKG90zs2EAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAtOXUxaNKjlgrht95ECGo+N+jsQvc4FvOGS5RTI1/nDIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEzAPqzpK5UF1of/DezHhI4+AlOBIRXRQyMKxq1ELVcG",
);

/** Zero, encrypted with an AES key that only its owner has. */
export const DECRYPTABLE_ZERO = bytes("RoF2M3Vg8zv28noJjE+SS7B6ldAsfc2Rqnsx7IqsARZ8F0Ps");
