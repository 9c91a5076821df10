// Jest strips the types itself (through Node), so there is nothing to transform and no build to wait for.
export default {
  testEnvironment: 'node',
  roots: ['domain', 'log', 'graphql', 'store-node', 'central', 'scripts'].map((room) => `<rootDir>/${room}`),
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  transform: {},
  testTimeout: 60_000,
  passWithNoTests: true,
  coverageProvider: 'v8',
};
