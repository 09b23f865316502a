import { ByteReader } from "../../../base/byte-reader.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { close } from "./close.js";
import { deployWithMaxDataLen } from "./deploy-with-max-data-len.js";
import { extendProgram } from "./extend-program.js";
import { initializeBuffer } from "./initialize-buffer.js";
import { setAuthority, setAuthorityChecked } from "./set-authority.js";
import { upgrade } from "./upgrade.js";
import { write } from "./write.js";

/** Bytes that an instruction's bincode may take (solana-packet, PACKET_DATA_SIZE). */
const DECODED_BYTES_LIMIT = 1232;

type Process = (context: InvokeContext) => void;

/**
 * By the instruction's number (solana-loader-v3-interface, `UpgradeableLoaderInstruction`): reads the fields and gives
 * what carries the instruction out. A u64 beyond 2^53 is rounded; it is far above every length that could pass.
 */
const INSTRUCTIONS: readonly ((fields: ByteReader) => Process)[] = [
  () => initializeBuffer,
  (fields) => {
    const offset = fields.u32();
    const bytes = fields.take(Number(fields.u64()));
    return (context) => write(context, offset, bytes);
  },
  (fields) => {
    const maxDataLength = Number(fields.u64());
    return (context) => deployWithMaxDataLen(context, maxDataLength);
  },
  () => upgrade,
  () => setAuthority,
  () => close,
  (fields) => {
    const additionalBytes = fields.u32();
    return (context) => extendProgram(context, additionalBytes);
  },
  () => setAuthorityChecked,
];

/** Agave: programs/bpf_loader/src/lib.rs, process_loader_upgradeable_instruction. */
export function processLoaderV3Instruction(context: InvokeContext): void {
  const { data } = context.transaction.currentInstruction;
  const fields = new ByteReader(data.subarray(0, DECODED_BYTES_LIMIT));
  const variant = fields.u32();
  const decode = INSTRUCTIONS[variant] ?? fail("InvalidInstructionData");
  const process = decode(fields);
  if (fields.failure !== undefined) fail("InvalidInstructionData");
  process(context);
}
