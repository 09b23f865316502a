import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { functionNames } from "../../src/trace/names/function-names.js";
import { decodePunycode } from "../../src/trace/names/punycode.js";
import { demangle } from "../../src/trace/names/rust-symbols.js";

// What is expected is what rustc-demangle makes of these symbols without hashes.

describe("symbols of Rust's first form", () => {
  test.each([
    ["_ZN4testE", "test"],
    ["_ZN4test1a2bcE", "test::a::bc"],
    ["_ZN3foo17h05af221e174051e9E", "foo"],
    ["_ZN17h05af221e174051e93fooE", "h05af221e174051e9::foo"],
    ["_ZN3foo16ffaf221e174051e9E", "foo::ffaf221e174051e9"],
    ["_ZN3foo17hg5af221e174051e9E", "foo::hg5af221e174051e9"],
    ["_ZN4$RP$E", ")"],
    ["_ZN8$RF$testE", "&test"],
    ["_ZN8$BP$test4foobE", "*test::foob"],
    ["_ZN35Bar$LT$$u5b$u32$u3b$$u20$4$u5d$$GT$E", "Bar<[u32; 4]>"],
    ["_ZN28_$u7b$$u7b$closure$u7d$$u7d$E", "{{closure}}"],
    ["_ZN15__STATIC_FMTSTRE", "__STATIC_FMTSTR"],
    [
      "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3barE",
      "<Test + 'static as foo::Bar<Test>>::bar",
    ],
    [
      "_ZN88_$LT$core..result..Result$LT$$u21$$C$$u20$E$GT$$u20$as$u20$std..process..Termination$GT$6report17hfc41d0da4a40b3e8E",
      "<core::result::Result<!, E> as std::process::Termination>::report",
    ],
    ["_ZN9backtrace3foo17hbb467fcdaea5d79bE.llvm.A5310EB9", "backtrace::foo"],
    ["_ZN3fooE.llvm.9D1C9369@@16", "foo"],
    [
      "_ZN4core5slice77_$LT$impl$u20$core..ops..index..IndexMut$LT$I$GT$$u20$for$u20$$u5b$T$u5d$$GT$9index_mut17haf9727c2edfbc47bE.exit.i.i",
      "core::slice::<impl core::ops::index::IndexMut<I> for [T]>::index_mut.exit.i.i",
    ],
  ])("%s", (symbol, name) => {
    expect(demangle(symbol)).toBe(name);
  });
});

describe("symbols of Rust's second form", () => {
  test.each([
    ["_RNvC6_123foo3bar", "123foo::bar"],
    ["_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y", "utf8_idents::საჭმელად_გემრიელი_სადილი"],
    ["_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_", "cc::spawn::{closure#0}::{closure#0}"],
    [
      "_RNCINkXs25_NgCsbmNqQUJIY6D_4core5sliceINyB9_4IterhENuNgNoBb_4iter8iterator8Iterator9rpositionNCNgNpB9_6memchr7memrchrs_0E0Bb_",
      "<core::slice::Iter<u8> as core::iter::iterator::Iterator>::rposition::<core::slice::memchr::memrchr::{closure#1}>::{closure#0}",
    ],
    [
      "_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std",
      "alloc::alloc::box_free::<dyn alloc::boxed::FnBox<(), Output = ()>>",
    ],
    ["_RMC0INtC8arrayvec8ArrayVechKj7b_E", "<arrayvec::ArrayVec<u8, 123>>"],
    ["_RMCs4fqI2P2rA04_13const_genericINtB0_8UnsignedKhb_E", "<const_generic::Unsigned<11>>"],
    ["_RMCs4fqI2P2rA04_13const_genericINtB0_6SignedKs98_E", "<const_generic::Signed<152>>"],
    ["_RMCs4fqI2P2rA04_13const_genericINtB0_6SignedKanb_E", "<const_generic::Signed<-11>>"],
    ["_RMCs4fqI2P2rA04_13const_genericINtB0_4BoolKb0_E", "<const_generic::Bool<false>>"],
    ["_RMCs4fqI2P2rA04_13const_genericINtB0_4CharKc76_E", "<const_generic::Char<'v'>>"],
    ["_RMCs4fqI2P2rA04_13const_genericINtB0_4CharKca_E", "<const_generic::Char<'\\n'>>"],
    ["_RNvNvMCs4fqI2P2rA04_13const_genericINtB4_3FooKpE3foo3FOO", "<const_generic::Foo<_>>::foo::FOO"],
    ["_RC3foo.llvm.9D1C9369", "foo"],
    [
      "_RNvNtNtNtNtCs92dm3009vxr_4rand4rngs7adapter9reseeding4fork23FORK_HANDLER_REGISTERED.0.0",
      "rand::rngs::adapter::reseeding::fork::FORK_HANDLER_REGISTERED.0.0",
    ],
    ["_RMC0FG_RL0_hEu", "<for<'a> fn(&'a u8)>"],
    ["_RMC0FUKCRhQmEPu", `<unsafe extern "C" fn(&u8, &mut u32) -> *const ()>`],
    ["_RMC0TAhj8_SbThEE", "<([u8; 8], [bool], (u8,))>"],
    ["_RMC0TAhj8_SbTEEE", undefined],
    ["_RMC0TAhKj8_E", undefined],
    ["_RMC0TAhj8_ThEE", "<([u8; 8], (u8,))>"],
  ])("%s", (symbol, name) => {
    expect(demangle(symbol)).toBe(name ?? symbol);
  });

  test("that grow without bounds are left as they are", () => {
    const pairs = `${"T".repeat(20)}p${Array.from({ length: 20 }, (_, i) => `B${(21 - i).toString(36)}_E`).join("")}`;
    expect(demangle(`_RMC0${pairs}`)).toBe(`_RMC0${pairs}`);
    const deep = `_RMC0${"S".repeat(5000)}h`;
    expect(demangle(deep)).toBe(deep);
  });
});

test.each([
  "entrypoint",
  "custom_panic",
  "",
  "_ZN",
  "_ZNE",
  "_ZNfooE",
  "_ZN4test",
  "_ZN99fooE",
  "_R",
  "_RNv",
  "_ZN3fooEv",
])("what is no symbol of Rust stays: %j", (symbol) => {
  expect(demangle(symbol)).toBe(symbol);
});

test("any text is read without an error", () => {
  const grammar = fc.array(fc.constantFrom(..."NvCtMXYIBRLKEhjTAFGDpsu_0123456789abz"), { maxLength: 60 });
  fc.assert(
    fc.property(grammar, (letters) => typeof demangle(`_R${letters.join("")}`) === "string"),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => typeof demangle(`_ZN${text}E`) === "string"),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => ["string", "undefined"].includes(typeof decodePunycode(a, b))),
  );
});

test("punycode is that of the platform's URLs", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{0,5}[α-ω一-三]{1,5}$/), (name) => {
      const encoded = new URL(`http://${name}`).hostname;
      if (!encoded.startsWith("xn--")) return;
      const rest = encoded.slice(4);
      const split = rest.lastIndexOf("-");
      expect(decodePunycode(rest.slice(0, Math.max(split, 0)), rest.slice(split + 1))).toBe(name);
    }),
  );
});

describe("names in a file", () => {
  const program = assemble("entrypoint:\nmov64 r0, 0\nexit", SbpfVersion.V0);
  const elf = buildElf(
    program,
    new Uint8Array(0),
    new Map([
      [0, "_ZN3app5begin17h05af221e174051e9E"],
      [1, "end\u001b[31m"],
    ]),
  );

  test("stand at the pc where functions begin, fit to be printed", () => {
    expect(functionNames(elf)).toEqual(
      new Map([
        [0, "app::begin"],
        [1, "end\ufffd[31m"],
      ]),
    );
  });

  test("are none in a stripped file, and in what is no file", () => {
    expect(functionNames(buildElf(program)).size).toBe(0);
    expect(functionNames(buildElf(assemble("entrypoint:\nexit", SbpfVersion.V3))).size).toBe(0);
    expect(functionNames(new Uint8Array(0)).size).toBe(0);
  });

  test("of a broken file are those that can be read", () => {
    fc.assert(
      fc.property(fc.nat(elf.length - 1), fc.nat(255), (at, byte) => {
        expect(functionNames(elf.with(at, byte)).size).toBeLessThan(10_000);
      }),
      { numRuns: 500 },
    );
  });
});
