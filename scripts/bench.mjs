// Runs the benchmarks; they print ratios measured in the same run.
await import('../dist/bench/index.js');
