import { MemoryLedger } from "../../src/cluster/memory-ledger.js";
import { testLedger } from "./ledger-battery.js";

testLedger("a ledger in memory", { open: async (options) => new MemoryLedger(options) }, 150);
