import { expect, test } from "vitest";
import { FunctionRegistry } from "../../src/sbpf/function-registry.js";
import { Loader } from "../../src/sbpf/loader.js";
import { loaderFor, thrown } from "./support.js";

test("one key holds one value", () => {
  const functions = new FunctionRegistry<number>();
  functions.registerFunction(5, "five", 50);
  functions.registerFunction(5, "again", 50);
  expect(functions.lookupByKey(5)).toEqual({ name: "five", value: 50 });
  const collision = thrown(() => functions.registerFunction(5, "other", 51));
  expect(collision.message).toBe("ELF error: Symbol hash collision 0x5");
  expect(functions.unregisterFunction(5)).toBe(true);
  expect(functions.unregisterFunction(5)).toBe(false);
  expect(functions.lookupByKey(5)).toBeUndefined();
});

test("by name, the lowest key comes first", () => {
  const functions = new FunctionRegistry<number>();
  functions.registerFunction(9, "same", 1);
  functions.registerFunction(3, "same", 2);
  expect(functions.lookupByName("same")).toEqual({ name: "same", value: 2 });
  expect(functions.lookupByName("other")).toBeUndefined();
  expect(functions.entries().map(([key]) => key)).toEqual([3, 9]);
});

test("syscalls are found by the hash of their name", () => {
  const loader = new Loader<null>(loaderFor().config);
  const syscall = () => 0;
  loader.registerFunction("sol_log_", syscall);
  expect(loader.syscalls.lookupByKey(0x207559bd)).toEqual({ name: "sol_log_", value: syscall });
});
