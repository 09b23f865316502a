/** An ELF file as scripts/build-programs.mjs writes it for browsers: deflated, in base64. */
declare module "*.elf.js" {
  const deflated: string;
  export default deflated;
}
