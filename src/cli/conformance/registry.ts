import type { Suite } from "./suite.js";
import { svmSuite } from "./svm/suite.js";
import { vmExecuteSuite } from "./vm/execute.js";
import { vmInterpSuite } from "./vm/interp.js";
import { vmVerifySuite } from "./vm/verify.js";

/** Every kind of vector file that the command knows. */
export const SUITES: readonly Suite[] = [vmExecuteSuite, vmVerifySuite, vmInterpSuite, svmSuite];
