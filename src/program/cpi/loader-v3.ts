import { LOADER_V3_PROGRAM_ID } from "../program-ids.js";
import { cpiFunctions } from "./functions.js";
import { loaderV3Layouts } from "./layouts/loader-v3.js";

/**
 * The upgradeable loader (solana-loader-v3-interface, UpgradeableLoaderInstruction). Of programs it takes `upgrade`,
 * `setAuthority`, `setAuthorityChecked` and `close` (Agave: program-runtime, check_authorized_program).
 */
export const loaderV3 = cpiFunctions([LOADER_V3_PROGRAM_ID], loaderV3Layouts());
