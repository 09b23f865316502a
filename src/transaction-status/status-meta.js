export {};
//# sourceMappingURL=status-meta.js.map
