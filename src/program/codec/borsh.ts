// `borsh`: the layouts that Anchor and most programs keep arguments and accounts in.
export { array, bytes, enumeration, option, string, struct, union, vec } from "./containers.js";
export { bool, f64, i8, i16, i32, i64, i128, pubkey, u8, u16, u32, u64, u128 } from "./scalars.js";
