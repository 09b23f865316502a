import { isRecoveryId, recoverSecp256k1 } from "../../crypto/secp256k1.js";
import { translateBytes } from "../memory.js";
import { translateOutput } from "./outputs.js";
import { type RuntimeSyscall, SUCCESS } from "./syscall.js";

const HASH_BYTES = 32;
const SIGNATURE_BYTES = 64;
const PUBLIC_KEY_BYTES = 64;

/** r0 of `sol_secp256k1_recover` (solana-secp256k1-recover, Secp256k1RecoverError); InvalidHash, 1, cannot happen. */
const INVALID_RECOVERY_ID = 2;
const INVALID_SIGNATURE = 3;

/**
 * `sol_secp256k1_recover`: r1 hash, r2 recovery id, r3 signature (r, s), r4 where the public key (x, y) goes; r0 = 0,
 * 2 for a recovery id beyond 3, 3 for a signature that no key made. Units: 25,000. Faults: units; access violation of
 * the result, of the hash, of the signature. Agave: syscalls/src/lib.rs, SyscallSecp256k1Recover.
 */
export const solSecp256k1Recover: RuntimeSyscall = (context, vm, hashAddress, recoveryId, signatureAddress, result) => {
  context.consumeChecked(context.environment.cost.secp256k1RecoverCost);
  translateOutput(vm.memory, result, PUBLIC_KEY_BYTES);
  const hash = translateBytes(vm.memory, hashAddress, HASH_BYTES);
  const signature = translateBytes(vm.memory, signatureAddress, SIGNATURE_BYTES);
  if (!isRecoveryId(recoveryId)) return INVALID_RECOVERY_ID;
  const publicKey = recoverSecp256k1(hash, Number(recoveryId), signature);
  if (publicKey === null) return INVALID_SIGNATURE;
  translateOutput(vm.memory, result, PUBLIC_KEY_BYTES).set(publicKey);
  return SUCCESS;
};
