import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import { FEATURE_PRESETS } from "../../src/solana/feature-presets.js";
import { FeatureSet } from "../../src/solana/feature-set.js";
import { FEATURES, type FeatureName, featureNamed } from "../../src/solana/features.js";
import { FEATURE_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { rentOf } from "../../src/solana/rent-schedule.js";
import { resolveFeatures } from "../../src/solana/runtime-features.js";
import { minimumBalance } from "../../src/solana/sysvars/rent.js";
import { pubkey } from "./arbitraries.js";
import { Agave, newAgave } from "./oracle.js";

const sorted = (keys: Iterable<Uint8Array>) => [...keys].map((key) => addressFromPubkey(new Uint8Array(key))).sort();

describe("the table", () => {
  test("has exactly Agave's gates", () => {
    expect(sorted(FEATURES.map(({ id }) => id))).toEqual(sorted(Agave.FeatureSet.allEnabled().getActiveFeatures()));
    expect(new Set(FEATURES.map(({ name }) => name)).size).toBe(FEATURES.length);
  });
  test("has mainnet's activation slots, as in Agave's feature accounts", () => {
    const agave = newAgave();
    const active = agave.getProgramAccounts(FEATURE_PROGRAM_ID);
    const slots = active.map((entry): [string, bigint] => {
      const data = Buffer.from(entry.account().data());
      expect(data[0]).toBe(1);
      return [addressFromPubkey(new Uint8Array(entry.address)), data.readBigUInt64LE(1)];
    });
    const ours = FEATURES.filter(({ mainnetSlot }) => mainnetSlot !== null);
    expect(new Map(ours.map(({ address, mainnetSlot }) => [address, mainnetSlot]))).toEqual(new Map(slots));
    expect(ours.length).toBe(250);
  });
  test("finds gates by name, refuses unknown names", () => {
    expect(featureNamed("enable_tx_v1").description).toBe("SIMD-0385: Transaction V1");
    expect(() => featureNamed("no_such_gate" as FeatureName)).toThrow(CallgateError);
  });
});

describe("FeatureSet", () => {
  const id = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...FEATURES.map(({ id }) => id)) }, pubkey);
  const step = fc.oneof(
    fc.tuple(fc.constant("activate" as const), id, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    fc.tuple(fc.constant("deactivate" as const), id, fc.constant(0n)),
  );
  const expectSame = (ours: FeatureSet, agaves: InstanceType<typeof Agave.FeatureSet>) => {
    expect(sorted(ours.activeFeatures())).toEqual(sorted(agaves.getActiveFeatures()));
    expect(sorted(ours.inactiveFeatures())).toEqual(sorted(agaves.getInactiveFeatures()));
    expect([ours.activeCount, ours.inactiveCount]).toEqual([
      agaves.getActiveFeaturesCount(),
      agaves.getInactiveFeaturesCount(),
    ]);
  };
  test("starts as Agave's do", () => {
    expectSame(new FeatureSet(), new Agave.FeatureSet());
    expectSame(FeatureSet.allEnabled(), Agave.FeatureSet.allEnabled());
  });
  test("changes as Agave's does", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 30 }), (all, steps) => {
        const ours = all ? FeatureSet.allEnabled() : new FeatureSet();
        const agaves = all ? Agave.FeatureSet.allEnabled() : new Agave.FeatureSet();
        for (const [action, id, slot] of steps) {
          if (action === "activate") {
            ours.activate(id, slot);
            agaves.activate(id, slot);
          } else {
            ours.deactivate(id);
            agaves.deactivate(id);
          }
          expect(ours.isActive(id)).toBe(agaves.isActive(id));
          expect(ours.activatedSlot(id) ?? null).toBe(agaves.activatedSlot(id));
        }
        expectSame(ours, agaves);
        expectSame(ours.clone(), agaves);
      }),
      { numRuns: 30 },
    );
  });
  test("a clone goes its own way", () => {
    const features = new FeatureSet();
    const copy = features.clone();
    copy.activate(featureNamed("enable_tx_v1").id, 1n);
    expect([features.has("enable_tx_v1"), copy.has("enable_tx_v1")]).toEqual([false, true]);
  });
});

describe("resolveFeatures", () => {
  test("says of each gate what the set says", () => {
    const mainnet = resolveFeatures(FEATURE_PRESETS.mainnet.features());
    expect(mainnet.enableTxV1).toBe(true);
    expect(mainnet.raiseCpiNestingLimitTo8).toBe(false);
    expect(mainnet.syscallParameterAddressRestrictions).toBe(true);
    expect(mainnet.virtualAddressSpaceAdjustments).toBe(false);
    expect(mainnet.enableBls12381Syscall).toBe(true);
    expect(mainnet.setLamportsPerByteTo5080).toBe(true);
    expect(new Set(Object.values(resolveFeatures(FeatureSet.allEnabled())))).toEqual(new Set([true]));
    expect(new Set(Object.values(resolveFeatures(new FeatureSet())))).toEqual(new Set([false]));
  });
  test("reads every gate, one by one", () => {
    for (const gate of [
      "alt_bn128_little_endian",
      "define_ltds_fee_only_semantics",
      "enable_sha512_syscall",
    ] as const) {
      const features = new FeatureSet();
      features.activate(featureNamed(gate).id, 0n);
      const on = Object.entries(resolveFeatures(features)).filter(([, value]) => value);
      expect(on.map(([name]) => name)).toEqual([gate.replace(/_(\w)/g, (_, c: string) => c.toUpperCase())]);
    }
  });
});

describe("presets", () => {
  const names = (features: FeatureSet) => FEATURES.filter(({ id }) => features.isActive(id)).map(({ name }) => name);
  test("mainnet is Agave's default environment", () => {
    const agave = newAgave();
    const ids = agave.getProgramAccounts(FEATURE_PROGRAM_ID).map((entry) => entry.address);
    expect(sorted(FEATURE_PRESETS.mainnet.features().activeFeatures())).toEqual(sorted(ids));
  });
  test("solana-1.10 ends in the summer of 2022", () => {
    const active = names(FEATURE_PRESETS["solana-1.10"].features());
    expect(active.length).toBe(68);
    expect(active).toContain("do_support_realloc");
    expect(active).toContain("default_units_per_instruction");
    expect(active).toContain("executables_incur_cpi_data_cost");
    expect(active).not.toContain("syscall_saturated_math");
    expect(active).not.toContain("versioned_tx_message_enabled");
    expect(active).not.toContain("loosen_cpi_size_restriction");
  });
  test("nexis has the gates of its own source", () => {
    const active = names(FEATURE_PRESETS.nexis.features());
    expect(active.length).toBe(68);
    expect(active).toContain("default_units_per_instruction");
    expect(active).toContain("versioned_tx_message_enabled");
    expect(active).not.toContain("executables_incur_cpi_data_cost");
  });
  test.each([
    ["mainnet", 5080n, 1],
    ["all", 6960n, 1],
    ["solana-1.10", 3480n, 2],
    ["nexis", 3480n, 2],
  ] as const)("%s has its rent", (name, lamportsPerByte, exemptionThreshold) => {
    expect(rentOf(FEATURE_PRESETS[name].features())).toEqual({ lamportsPerByte, exemptionThreshold, burnPercent: 50 });
  });
  test("an empty account costs what it cost", () => {
    expect(minimumBalance(rentOf(FEATURE_PRESETS.nexis.features()), 0)).toBe(890_880n);
    expect(minimumBalance(rentOf(FEATURE_PRESETS.mainnet.features()), 0)).toBe(650_240n);
    expect(minimumBalance(rentOf(FEATURE_PRESETS.mainnet.features()), 165)).toBe(1_488_440n);
  });
  test("the rate whose gate came last holds", () => {
    const features = new FeatureSet();
    features.activate(featureNamed("deprecate_rent_exemption_threshold").id, 1n);
    expect(rentOf(features).lamportsPerByte).toBe(6960n);
    features.activate(featureNamed("set_lamports_per_byte_to_696").id, 10n);
    features.activate(featureNamed("set_lamports_per_byte_to_2575").id, 20n);
    expect(rentOf(features).lamportsPerByte).toBe(2575n);
    features.activate(featureNamed("set_lamports_per_byte_to_696").id, 20n);
    expect(rentOf(features).lamportsPerByte).toBe(696n);
  });
});
