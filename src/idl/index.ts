export { type CpiFromIdl, cpiFromIdl } from "./cpi-from-idl.js";
