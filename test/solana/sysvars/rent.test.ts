import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_RENT, minimumBalance } from "../../../src/solana/sysvars/rent.js";
import { u64 } from "../arbitraries.js";
import { Agave } from "../oracle.js";

const MAX_DATA = 10 * 1024 * 1024;

test("the default is Agave's", () => {
  const agave = Agave.Rent.default();
  expect(DEFAULT_RENT.lamportsPerByte).toBe(agave.lamportsPerByteYear);
  expect(DEFAULT_RENT.exemptionThreshold).toBe(agave.exemptionThreshold);
  expect(DEFAULT_RENT.burnPercent).toBe(agave.burnPercent);
});

test("minimum balances are Agave's, for every kind of threshold", () => {
  const dataLength = fc.oneof(fc.nat(MAX_DATA), fc.constantFrom(0, 1, 165, MAX_DATA));
  const rate = fc.oneof(fc.constantFrom(0n, 1n, 3480n, 5080n, 6960n), fc.bigInt({ min: 0n, max: 800_000_000_000n }));
  const threshold = fc.oneof(
    fc.constantFrom(1, 2, 0, 0.5, -1, 1.5, 1e-300, 1e300, Number.NaN, Number.POSITIVE_INFINITY, 2.0000000000000004),
    fc.double({ min: 0, max: 10 }),
    fc.double(),
  );
  fc.assert(
    fc.property(rate, threshold, dataLength, (lamportsPerByte, exemptionThreshold, dataLength) => {
      const expected = new Agave.Rent(lamportsPerByte, exemptionThreshold, 50).minimumBalance(BigInt(dataLength));
      expect(minimumBalance({ lamportsPerByte, exemptionThreshold, burnPercent: 50 }, dataLength)).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});

test("stays in u64 where the SDK panics", () => {
  fc.assert(
    fc.property(u64, fc.double(), fc.nat(2 ** 31), (lamportsPerByte, exemptionThreshold, dataLength) => {
      const balance = minimumBalance({ lamportsPerByte, exemptionThreshold, burnPercent: 0 }, dataLength);
      expect(balance).toBe(BigInt.asUintN(64, balance));
    }),
  );
  expect(minimumBalance({ ...DEFAULT_RENT, lamportsPerByte: 2n ** 64n - 1n }, 0)).toBe(2n ** 64n - 1n);
});
