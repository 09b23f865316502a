/**
 * Where r0…r10 and the pc lie in every linear memory. There is one register file: a machine that starts while another
 * waits for it (in a CPI) takes it over and gives it back.
 */
export const REGISTER_FILE_OFFSET = 16;
/** r0…r10 and the pc. */
export const REGISTER_COUNT = 12;
/** Index of the pc in the register file. */
export const PC_REGISTER = 11;

/** Who has its registers in the register file. */
export interface RegisterOwner {
  /** Puts them aside for a machine that starts now. */
  saveRegisters(): void;
  /** Takes them back when it has ended. */
  restoreRegisters(): void;
}
