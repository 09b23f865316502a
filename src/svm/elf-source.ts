/**
 * Reads one of the ELF files that come with the package, by its name in assets/ without ".so": a new array each time.
 * `#elfs` in package.json picks elf-source-files.ts, which reads the file, for Node, or elf-source-inline.ts, which
 * has the files in its code, for browsers. Synchronous in both.
 */
export type ReadElf = (name: string) => Uint8Array;
