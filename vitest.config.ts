import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // The slowest tests compile a kind or open sockets; a busy machine gets the time it needs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
