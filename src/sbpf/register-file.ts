/**
 * Where r0…r10 and the pc lie in every linear memory. There is one register file: a machine that starts while another
 * waits for it (in a CPI) takes it over and gives it back.
 */
export const REGISTER_FILE_OFFSET = 16;
/** r0…r10 and the pc. */
export const REGISTER_COUNT = 12;
/** Index of the pc in the register file. */
export const PC_REGISTER = 11;

/** Up to here engines keep what belongs to the running machine behind its registers. */
export const MACHINE_STATE_END = 1152;

/** Whose registers are in the register file. */
export interface RegisterOwner {
  /** Puts them aside for a machine that starts now, with all else that engines keep of its own. */
  saveState(): void;
  /** Takes everything back when that has ended. */
  restoreState(): void;
}
