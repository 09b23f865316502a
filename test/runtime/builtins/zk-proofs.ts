import zk from "@solana/zk-sdk/node";

/** A proof of each kind, with the number of its instruction, made afresh. */
export interface MadeProof {
  readonly number: number;
  readonly data: Uint8Array;
}

/** Proofs of true statements by Solana's own prover. */
export function makeProofs(): MadeProof[] {
  const [first, second, third] = [new zk.ElGamalKeypair(), new zk.ElGamalKeypair(), new zk.ElGamalKeypair()];
  const keys = [first.pubkey(), second.pubkey(), third.pubkey()] as const;
  const amount = 77n;
  const opening = new zk.PedersenOpening();
  const otherOpening = new zk.PedersenOpening();
  const commitment = zk.PedersenCommitment.from(amount, opening);
  const two = (value: bigint, by: InstanceType<typeof zk.PedersenOpening>) =>
    zk.GroupedElGamalCiphertext2Handles.encryptWith(keys[0], keys[1], value, by);
  const three = (value: bigint, by: InstanceType<typeof zk.PedersenOpening>) =>
    zk.GroupedElGamalCiphertext3Handles.encryptWith(keys[0], keys[1], keys[2], value, by);
  const proofs = [
    new zk.ZeroCiphertextProofData(first, keys[0].encryptU64(0n)),
    new zk.CiphertextCiphertextEqualityProofData(
      first,
      keys[1],
      keys[0].encryptU64(amount),
      keys[1].encryptWith(amount, opening),
      opening,
      amount,
    ),
    new zk.CiphertextCommitmentEqualityProofData(first, keys[0].encryptU64(amount), commitment, opening, amount),
    new zk.PubkeyValidityProofData(first),
    percentageProof(),
    rangeProof(zk.BatchedRangeProofU64Data, [32, 16, 8, 8]),
    rangeProof(zk.BatchedRangeProofU128Data, [64, 64]),
    rangeProof(zk.BatchedRangeProofU256Data, [64, 64, 64, 32, 32]),
    new zk.GroupedCiphertext2HandlesValidityProofData(keys[0], keys[1], two(amount, opening), amount, opening),
    new zk.BatchedGroupedCiphertext2HandlesValidityProofData(
      keys[0],
      keys[1],
      two(amount, opening),
      two(3n, otherOpening),
      amount,
      3n,
      opening,
      otherOpening,
    ),
    new zk.GroupedCiphertext3HandlesValidityProofData(...keys, three(amount, opening), amount, opening),
    new zk.BatchedGroupedCiphertext3HandlesValidityProofData(
      ...keys,
      three(amount, opening),
      three(3n, otherOpening),
      amount,
      3n,
      opening,
      otherOpening,
    ),
  ];
  return proofs.map((proof, index) => ({ number: index + 1, data: proof.toBytes() }));
}

/** The fee of a transfer is its cap, so that the other two commitments do not matter. */
function percentageProof() {
  const [fee, delta, claimed] = [new zk.PedersenOpening(), new zk.PedersenOpening(), new zk.PedersenOpening()];
  return new zk.PercentageWithCapProofData(
    ...([zk.PedersenCommitment.from(3n, fee), fee, 3n] as const),
    ...([zk.PedersenCommitment.from(0n, delta), delta, 0n] as const),
    ...([zk.PedersenCommitment.from(0n, claimed), claimed] as const),
    3n,
  );
}

type RangeProofData =
  | typeof zk.BatchedRangeProofU64Data
  | typeof zk.BatchedRangeProofU128Data
  | typeof zk.BatchedRangeProofU256Data;

/** The amounts are the largest that fit. */
function rangeProof(Data: RangeProofData, bitLengths: readonly number[]) {
  const amounts = bitLengths.map((bits) => (1n << BigInt(bits)) - 1n);
  const openings = amounts.map(() => new zk.PedersenOpening());
  const commitments = amounts.map((amount, i) => zk.PedersenCommitment.from(amount, openings[i]!));
  return new Data(commitments, BigUint64Array.from(amounts), Uint8Array.from(bitLengths), openings);
}
